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
    const head = h("tr", { class: "form" },
      h("th", { scope: "row" }, h("b", {}, form.form), drawn),
      ...cells(form.machine), h("td", { class: "number" }, form.promised === null ? "–" : share.format(form.promised)),
      h("td", {}, judged || ""), ...cells(form.person));
    return [head, ...form.fields.map((field) =>
      h("tr", {}, h("th", { scope: "row" }, field.label), ...cells(field.machine), h("td"), h("td"), ...cells(field.person)))];
  }
}

/** @param {Rate} rate */
function cells(rate) {
  if (!rate.checked) return [h("td", { class: "number soft" }, "–"), h("td", { class: "number soft" }, "–")];
  return [
    h("td", { class: "number" }, `${rate.wrong} / ${rate.checked}`),
    h("td", { class: "number" }, h("b", {}, share.format(rate.rate ?? 0)), h("span", { class: "soft between" }, `${share.format(rate.low)} – ${share.format(rate.high)}`)),
  ];
}
