// Trying the form on filled scans: what was read and where it lies, how long it took, which values are kept.

import { API, call, Problem, send } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { fill, h } from "../static/dom.js";
import { PagePictures } from "../static/picture.js";
import { t } from "../static/texts.js";
import { askAboutBlanks } from "./ask.js";
import { say, trialPanel } from "./trial_panel.js";
import { newBlanks, rightValues } from "./trial_values.js";

/**
 * @typedef {{path: string, type: string, value: any, text: string, confidence: number, decision: string, page: number, box: import("../static/types.js").Box, reasons: {text: string}[]}} SampleField
 * @typedef {{known_as: string | null, decision: string, reasons: {text: string}[], total_seconds: number, pages: any[], fields: SampleField[]}} Reading
 * @typedef {{path: string, expected: any, read: any, accepted: boolean}} Difference
 * @typedef {{id: string, file_name: string, fresh: boolean, reading: Reading | null, expected: Record<string, any> | null, differences: Difference[]}} Sample
 */

export class Trial {
  /**
   * @param {string} draft
   * @param {{pictures: HTMLElement, label: (path: string) => string, name: () => string, changed: () => void, ready: () => Promise<void>}} desk
   */
  constructor(draft, desk) {
    this.path = `/template-drafts/${draft}/samples`;
    this.desk = desk;
    /** @type {Sample[]} */
    this.samples = [];
    this.shown = "";
    this.busy = "";
    /** @type {Record<string, string>} why a scan could not be read */
    this.failures = {};
    /** @type {Record<string, Record<string, any>>} values that were changed but not kept yet, by scan and path */
    this.edits = {};
    this.pictures = new PagePictures(desk.pictures, (path) => this.point(path), 2);
    this.files = h("input", { type: "file", multiple: true, hidden: true, accept: "image/*,.pdf,.tif,.tiff,.heic" });
    this.files.addEventListener("change", () => void this.add([...(this.files.files ?? [])]).catch(tellProblem));
  }

  async load() {
    this.samples = (await call("GET", this.path)).items;
    this.desk.changed();
  }

  get current() {
    return this.samples.find((one) => one.id === this.shown);
  }

  /** Of the scan that is shown: they stay while another one is looked at. */
  get edited() {
    return (this.edits[this.shown] ??= {});
  }

  /** Kept scans that are still to be read with the draft as it stands. */
  get untested() {
    return this.samples.filter((one) => one.expected && !one.fresh);
  }

  /** Kept scans that are read otherwise than kept. */
  get differing() {
    return this.samples.filter((one) => one.expected && one.differences.length > 0);
  }

  /** @param {File[]} files */
  async add(files) {
    for (const file of files) {
      const form = new FormData();
      form.append("file", file, file.name);
      const sample = await send(`${API}${this.path}`, form);
      this.samples = [...this.samples, sample];
      this.desk.changed();
    }
    this.files.value = "";
    await this.readAll();
  }

  /** Reads every scan that was not read with the draft as it stands. */
  async readAll() {
    await this.desk.ready();
    for (const sample of this.samples.filter((one) => !one.fresh)) await this.read(sample.id);
  }

  /** @param {string} id */
  async read(id) {
    this.busy = id;
    delete this.failures[id];
    this.desk.changed();
    try {
      this.replace(await call("POST", `${this.path}/${id}/read`));
      if (!this.shown) this.show(id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.failures[id] = error.told;
    } finally {
      this.busy = "";
      this.desk.changed();
    }
  }

  /** @param {string} id */
  async remove(id) {
    await call("DELETE", `${this.path}/${id}`);
    this.samples = this.samples.filter((one) => one.id !== id);
    if (this.shown === id) this.shown = "";
    this.desk.changed();
  }

  /** Keeps what is shown as what is right; of blank values its author is asked first. */
  async keep() {
    const sample = this.current;
    if (!sample?.reading) return;
    const values = rightValues(sample, this.edited);
    const blanks = newBlanks(sample, values);
    if (blanks.length && !(await askAboutBlanks(blanks.map(this.desk.label), Object.keys(values).length))) {
      this.point(blanks[0] ?? "");
      /** @type {HTMLElement | null} */ (document.querySelector("#panel .values [aria-current] :is(input, textarea)"))?.focus();
      return;
    }
    await this.say(sample, values);
  }

  async forget() {
    if (this.current) await this.say(this.current, null);
  }

  /** @param {Sample} sample @param {Record<string, any> | null} values what is right */
  async say(sample, values) {
    this.replace(await call("PUT", `${this.path}/${sample.id}/expected`, { values }));
    delete this.edits[sample.id];
    this.desk.changed();
  }

  /** @param {Sample} sample */
  replace(sample) {
    this.samples = this.samples.map((one) => (one.id === sample.id ? sample : one));
    if (sample.id === this.shown) this.drawPicture();
  }

  /** @param {string} id */
  show(id) {
    this.shown = id;
    this.drawPicture();
    this.desk.changed();
  }

  /** The scan, at the first value that is read otherwise than kept. @param {Sample} sample */
  showDifference(sample) {
    this.show(sample.id);
    const [first] = sample.differences;
    if (first) this.point(first.path);
  }

  drawPicture() {
    const sample = this.current;
    const fields = sample?.reading?.fields ?? [];
    const wrong = new Set(sample?.differences.map((one) => one.path));
    const outlines = fields.map((field) => ({
      path: field.path, page: field.page, box: field.box, title: `${this.desk.label(field.path)}: ${say(field.value)}`,
      mark: wrong.has(field.path) ? "wrong" : field.decision === "accept" ? "sure" : "look",
    }));
    const pages = (sample?.reading?.pages ?? []).map((page) => ({
      number: page.number, width: page.width, height: page.height,
      src: `${API}${this.path}/${sample?.id}/pages/${page.number}/picture`,
    }));
    this.pictures.show(sample?.id ?? "", pages, outlines, (page) => t("designer.sample_page", { page }));
  }

  /** @param {string} path */
  point(path) {
    this.pictures.point(path);
    for (const row of document.querySelectorAll("#panel [data-path]")) {
      const here = row instanceof HTMLElement && row.dataset.path === path;
      row.toggleAttribute("aria-current", here);
      if (here) row.scrollIntoView({ block: "nearest" });
    }
  }

  /** @param {HTMLElement} place */
  draw(place) {
    fill(place, ...trialPanel(this), this.files);
  }
}
