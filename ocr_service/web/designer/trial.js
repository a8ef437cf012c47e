// Trying the form on filled scans: what was read and where it lies, how long it took, which values are kept.

import { API, call, Problem, send } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { fill, h } from "../static/dom.js";
import { percent } from "../static/format.js";
import { PagePictures } from "../static/picture.js";
import { t } from "../static/texts.js";

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
    /** @type {Record<string, any>} values that were changed but not kept yet, by path */
    this.edited = {};
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

  /** Keeps what is shown as what is right, or forgets it. @param {boolean} keep */
  async keep(keep) {
    const sample = this.current;
    if (!sample?.reading) return;
    const read = Object.fromEntries(sample.reading.fields.map((field) => [field.path, field.value]));
    const values = keep ? { ...read, ...(sample.expected ?? {}), ...this.edited } : null;
    this.replace(await call("PUT", `${this.path}/${sample.id}/expected`, { values }));
    this.edited = {};
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
    this.edited = {};
    this.drawPicture();
    this.desk.changed();
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

  /** @returns {HTMLElement[]} */
  panel() {
    const waiting = this.samples.filter((one) => !one.fresh).length;
    return [
      h("p", { class: "soft" }, t("designer.try_hint")),
      h("p", { class: "buttons" },
        h("button", { type: "button", onclick: () => this.files.click() }, t("designer.try_add")),
        h("button", { type: "button", disabled: !waiting || this.busy !== "", onclick: () => void this.readAll().catch(tellProblem) }, t("designer.try_read", { n: waiting }))),
      h("ul", { class: "parts samples", "aria-live": "polite" }, ...this.samples.map((one) => this.sampleRow(one))),
      ...this.values(),
    ];
  }

  /** @param {Sample} sample */
  sampleRow(sample) {
    const { reading } = sample;
    const state = this.busy === sample.id ? h("span", { class: "state moving" }, t("designer.try_reading"))
      : this.failures[sample.id] ? h("span", { class: "wrong" }, this.failures[sample.id] ?? "")
        : !reading ? h("span", { class: "soft" }, t("designer.try_unread"))
          : h("span", {}, this.verdict(sample, reading));
    return h("li", { "aria-current": sample.id === this.shown ? "true" : null },
      h("button", { type: "button", onclick: () => this.show(sample.id) }, h("span", {}, sample.file_name), state),
      h("button", { type: "button", class: "quiet", "aria-label": t("designer.try_drop", { name: sample.file_name }), onclick: () => void this.remove(sample.id).catch(tellProblem) }, "×"));
  }

  /** @param {Sample} sample @param {Reading} reading */
  verdict(sample, reading) {
    const sure = reading.fields.filter((field) => field.decision === "accept").length;
    const known = reading.known_as === this.desk.name();
    return h("span", { class: "verdict" },
      h("span", { class: `state ${known ? "sure" : "look"}` }, known ? t("designer.try_known") : t("designer.try_unknown", { name: reading.known_as ?? t("designer.value.nothing") })),
      h("span", { class: "soft" }, t("designer.try_sure", { sure, all: reading.fields.length, seconds: reading.total_seconds.toFixed(1) })),
      !sample.fresh && h("span", { class: "look" }, t("designer.try_old")),
      sample.expected && (sample.differences.length
        ? h("span", { class: "state wrong" }, t("designer.try_differs", { n: sample.differences.length }))
        : h("span", { class: "state sure" }, t("designer.try_right"))));
  }

  /** @returns {HTMLElement[]} */
  values() {
    const sample = this.current;
    if (!sample?.reading) return [];
    const rows = sample.reading.fields.map((field) => this.valueRow(sample, field));
    const reasons = sample.reading.reasons.map((reason) => h("li", {}, reason.text));
    return [
      h("div", { class: "part-head" }, h("h3", {}, sample.file_name),
        h("button", { type: "button", id: "keep-values", onclick: () => void this.keep(true).catch(tellProblem) }, t(sample.expected ? "designer.keep_again" : "designer.keep")),
        sample.expected && h("button", { type: "button", class: "quiet", onclick: () => void this.keep(false).catch(tellProblem) }, t("designer.forget"))),
      h("p", { class: "soft" }, t(sample.expected ? "designer.kept_hint" : "designer.keep_hint")),
      reasons.length > 0 && h("ul", { class: "notice look problems" }, ...reasons),
      h("table", { class: "values" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("form.column.zone")), h("th", { scope: "col" }, t("designer.column.value")), h("th", { scope: "col", class: "number" }, t("designer.column.confidence")))),
        h("tbody", {}, ...rows)),
    ].filter((one) => one !== false);
  }

  /** @param {Sample} sample @param {SampleField} field */
  valueRow(sample, field) {
    const difference = sample.differences.find((one) => one.path === field.path);
    const right = this.edited[field.path] ?? sample.expected?.[field.path] ?? field.value;
    const label = this.desk.label(field.path);
    const input = h("input", { type: "text", value: say(right), "aria-label": t("designer.right_value", { name: label }), autocomplete: "off" });
    input.addEventListener("input", () => { this.edited[field.path] = understood(field, input.value); });
    return h("tr", { "data-path": field.path, onclick: () => this.point(field.path) },
      h("th", { scope: "row" }, label),
      h("td", {}, input, difference && h("div", { class: "wrong" }, t("designer.was_read", { value: say(difference.read) || t("pages.blank") })),
        field.decision === "review" && h("div", { class: "look" }, field.reasons.map((reason) => reason.text).join(" "))),
      h("td", { class: "number" }, percent(field.confidence)));
  }

  /** @param {HTMLElement} place */
  draw(place) {
    fill(place, ...this.panel(), this.files);
  }
}

/** @param {any} value */
function say(value) {
  return value === null || value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value);
}

/** What a person entered as the API takes it: ticks are true or false, several options a list. @param {SampleField} field @param {string} text */
function understood(field, text) {
  if (["tick", "seal", "signature"].includes(field.type)) return text.trim() === "true";
  if (Array.isArray(field.value)) return text.split(/[,，、]/).map((one) => one.trim()).filter(Boolean);
  return text === "" ? null : text;
}
