// The panel on which a form is tried: the filled scans, and what was read on the one that is shown.

import { tellProblem } from "../static/base.js";
import { h } from "../static/dom.js";
import { percent } from "../static/format.js";
import { t } from "../static/texts.js";
import { rightValues } from "./trial_values.js";

/**
 * @typedef {import("./trial.js").Trial} Trial
 * @typedef {import("./trial.js").Sample} Sample
 * @typedef {import("./trial.js").SampleField} SampleField
 * @typedef {import("./trial.js").Reading} Reading
 */

/** The words for true and false of what is there or not. @type {Record<string, [string, string]>} */
const EITHER = {
  tick: ["designer.ticked", "designer.not_ticked"], seal: ["designer.there", "designer.not_there"],
  signature: ["designer.there", "designer.not_there"],
};

/** @param {Trial} trial @returns {HTMLElement[]} */
export function trialPanel(trial) {
  const waiting = trial.samples.filter((one) => !one.fresh).length;
  return [
    h("p", { class: "soft" }, t("designer.try_hint")),
    h("p", { class: "buttons" },
      h("button", { type: "button", onclick: () => trial.files.click() }, t("designer.try_add")),
      waiting > 0 && h("button", { type: "button", disabled: trial.busy !== "", onclick: () => void trial.readAll().catch(tellProblem) }, t("designer.try_read", { n: waiting }))),
    h("ul", { class: "parts samples", "aria-live": "polite" }, ...trial.samples.map((one) => sampleRow(trial, one))),
    ...values(trial),
  ];
}

/** @param {Trial} trial @param {Sample} sample */
function sampleRow(trial, sample) {
  const { reading } = sample;
  const state = trial.busy === sample.id ? h("span", { class: "state moving" }, t("designer.try_reading"))
    : trial.failures[sample.id] ? h("span", { class: "wrong" }, trial.failures[sample.id] ?? "")
      : !reading ? h("span", { class: "soft" }, t("designer.try_unread"))
        : h("span", {}, verdict(trial, sample, reading));
  return h("li", { "aria-current": sample.id === trial.shown ? "true" : null },
    h("button", { type: "button", onclick: () => trial.show(sample.id) }, h("span", {}, sample.file_name), state),
    h("button", { type: "button", class: "quiet", "aria-label": t("designer.try_drop", { name: sample.file_name }), onclick: () => void trial.remove(sample.id).catch(tellProblem) }, "×"));
}

/** @param {Trial} trial @param {Sample} sample @param {Reading} reading */
function verdict(trial, sample, reading) {
  const sure = reading.fields.filter((field) => field.decision === "accept").length;
  const known = reading.known_as === trial.desk.name();
  return h("span", { class: "verdict" },
    h("span", { class: `state ${known ? "sure" : "look"}` }, known ? t("designer.try_known") : t("designer.try_unknown", { name: reading.known_as ?? t("designer.value.nothing") })),
    h("span", { class: "soft" }, t("designer.try_sure", { sure, all: reading.fields.length, seconds: reading.total_seconds.toFixed(1) })),
    !sample.fresh && h("span", { class: "look" }, t("designer.try_old")),
    sample.expected && (sample.differences.length
      ? h("span", { class: "state wrong" }, t("designer.try_differs", { n: sample.differences.length }))
      : h("span", { class: "state sure" }, t("designer.try_right"))));
}

/** @param {Trial} trial @returns {HTMLElement[]} */
function values(trial) {
  const sample = trial.current;
  if (!sample?.reading) return [];
  const right = rightValues(sample, trial.edited);
  const rows = sample.reading.fields.map((field) => valueRow(trial, sample, field, right[field.path]));
  const reasons = sample.reading.reasons.map((reason) => h("li", {}, reason.text));
  return [
    h("div", { class: "part-head" }, h("h3", {}, sample.file_name),
      rows.length > 0 && h("button", { type: "button", id: "keep-values", onclick: () => void trial.keep().catch(tellProblem) }, t(sample.expected ? "designer.keep_again" : "designer.keep")),
      sample.expected && h("button", { type: "button", class: "quiet", onclick: () => void trial.forget().catch(tellProblem) }, t("designer.forget"))),
    h("p", { class: "soft" }, t(sample.expected ? "designer.kept_hint" : rows.length ? "designer.keep_hint" : "designer.nothing_read")),
    reasons.length > 0 && h("ul", { class: "notice look problems" }, ...reasons),
    rows.length > 0 && h("table", { class: "values" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("form.column.zone")), h("th", { scope: "col" }, t("designer.column.value")), h("th", { scope: "col", class: "number" }, t("designer.column.confidence")))),
      h("tbody", {}, ...rows)),
  ].filter((one) => one !== false);
}

/** @param {Trial} trial @param {Sample} sample @param {SampleField} field @param {any} right */
function valueRow(trial, sample, field, right) {
  const difference = sample.differences.find((one) => one.path === field.path);
  const label = trial.desk.label(field.path);
  const input = field.type in EITHER ? either(field, right) : typed(field, say(right));
  input.setAttribute("aria-label", t("designer.right_value", { name: label }));
  input.addEventListener("input", () => { trial.edited[field.path] = understood(field, input.value); });
  return h("tr", { "data-path": field.path, onclick: () => trial.point(field.path) },
    h("th", { scope: "row" }, label),
    h("td", {}, input, difference && h("div", { class: "wrong" }, t("designer.was_read", { value: inWords(field, difference.read) || t("pages.blank") })),
      field.decision === "review" && h("div", { class: "look" }, field.reasons.map((reason) => reason.text).join(" "))),
    h("td", { class: "number" }, percent(field.confidence)));
}

/** @param {SampleField} field @param {string} text */
function typed(field, text) {
  const several = field.type === "multiline-text";
  const input = several ? h("textarea", { rows: Math.min(6, text.split("\n").length) }) : h("input", { type: "text", autocomplete: "off" });
  input.value = text;
  return input;
}

/** What is there or not is chosen by a word; where that was not told, nothing is chosen yet. @param {SampleField} field @param {any} right */
function either(field, right) {
  const choices = [...(typeof right === "boolean" ? [] : [null]), true, false];
  return h("select", {}, ...choices.map((one) => h("option", { value: String(one ?? ""), selected: one === right }, inWords(field, one))));
}

/** @param {SampleField} field @param {any} value */
function inWords({ type }, value) {
  const words = EITHER[type];
  return words && typeof value === "boolean" ? t(words[value ? 0 : 1] ?? "") : say(value);
}

/** @param {any} value */
export function say(value) {
  return value === null || value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value);
}

/** What a person entered as the API takes it: ticks are true or false, several options a list. @param {SampleField} field @param {string} text */
function understood(field, text) {
  if (field.type in EITHER) return text === "" ? null : text === "true";
  if (Array.isArray(field.value)) return text.split(/[,，、]/).map((one) => one.trim()).filter(Boolean);
  return text === "" ? null : text;
}
