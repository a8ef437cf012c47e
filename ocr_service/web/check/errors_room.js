// What the random audit has measured: errors by form and field, their interval, beside what each form promises.

import { call, withQuery } from "../static/api.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { LANGUAGE, t } from "../static/texts.js";

/** @typedef {{forms: number, checked: number, wrong: number, rate: number | null, low: number, high: number}} Rate */
/** @typedef {{field: string, label: string, machine: Rate, person: Rate}} FieldRate */
/**
 * @typedef {object} FormRate
 * @property {string} form
 * @property {number | null} promised
 * @property {number} share
 * @property {number} checked
 * @property {number} waiting
 * @property {Rate} machine
 * @property {Rate} person
 * @property {FieldRate[]} fields
 */

const DAY = 86_400_000; // milliseconds
const share = new Intl.NumberFormat(LANGUAGE === "en" ? "en-GB" : LANGUAGE, { style: "percent", maximumFractionDigits: 3 });

/** Whether the promise is kept, as far as the sample can tell. @param {Rate} rate @param {number | null} promised */
export function verdict(rate, promised) {
  if (promised === null || !rate.checked) return "";
  if (rate.low > promised) return "broken";
  return rate.high <= promised ? "kept" : "open";
}

export class ErrorsRoom {
  constructor() {
    this.since = byIdAs("errors-since", HTMLSelectElement);
    this.since.addEventListener("change", () => void this.load());
  }

  async open() {
    byId("errors").hidden = false;
    await this.load();
    this.since.focus();
  }

  close() {
    byId("errors").hidden = true;
  }

  press() {
    return false;
  }

  async load() {
    const days = Number(this.since.value);
    const since = days ? new Date(Date.now() - days * DAY).toISOString() : null;
    /** @type {{items: FormRate[]}} */
    const found = await call("GET", withQuery("/audits/errors", { since }));
    fill(byId("error-rows"), ...found.items.flatMap((form) => this.rows(form)));
    byId("errors-none").hidden = found.items.length > 0;
    byId("errors-table").hidden = !found.items.length;
  }

  /** @param {FormRate} form */
  rows(form) {
    const kept = verdict(form.machine, form.promised);
    const mark = kept && { kept: "sure", broken: "wrong", open: "look" }[kept];
    const judged = mark && h("span", { class: `state ${mark}` }, t(`check.promise.${kept}`));
    const drawn = h("span", { class: "soft" }, t("check.drawn", { share: share.format(form.share), checked: form.checked, waiting: form.waiting }));
    const promised = { label: t("check.promised"), class: "number" };
    const head = h("tr", { role: "row", class: "form" },
      h("th", { scope: "row", role: "rowheader" }, h("b", {}, form.form), drawn),
      ...cells("machine", form.machine), cell(promised, form.promised === null ? "–" : share.format(form.promised)),
      cell({}, judged || ""), ...cells("person", form.person));
    return [head, ...form.fields.map((field) =>
      h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, field.label),
        ...cells("machine", field.machine), cell(), cell(), ...cells("person", field.person)))];
  }
}

/**
 * A phone draws the rows as cards: there each cell says itself what it tells, and its role keeps it a table's cell.
 * @param {{label?: string, class?: string}} [told] @param {...(Node | string)} children
 */
function cell({ label, ...others } = {}, ...children) {
  return h("td", { role: "cell", "data-label": label, ...others }, ...children);
}

/** @param {"machine" | "person"} by @param {Rate} rate */
function cells(by, rate) {
  const label = t(`check.by_${by}`);
  if (!rate.checked) return [cell({ label, class: "number soft unchecked" }, "–"), cell({ class: "number soft unchecked" }, "–")];
  return [
    cell({ label, class: "number" }, `${rate.wrong} / ${rate.checked}`),
    cell({ class: "number" }, h("b", {}, share.format(rate.rate ?? 0)), h("span", { class: "soft between" }, `${share.format(rate.low)} – ${share.format(rate.high)}`)),
  ];
}
