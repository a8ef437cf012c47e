// The table of one scan's values.

import { h } from "../static/dom.js";
import { percent } from "../static/format.js";
import { reasonList, valueText } from "../static/scans.js";
import { t } from "../static/texts.js";

/** @typedef {import("../static/types.js").Field} Field */

/** @param {Field} field */
export function fieldMark(field) {
  return field.decision === "accept" ? "sure" : "look";
}

/** @param {Field} field @param {() => void} onPick */
export function fieldRow(field, onPick) {
  const value = valueText(field.value, field.text, field.options);
  const decision = field.corrected_by ? "corrected" : field.decision;
  return h("tr", { "data-path": field.path, onclick: onPick },
    h("th", { scope: "row" }, h("button", { type: "button" }, field.label)),
    h("td", {}, value || h("span", { class: "soft" }, t("pages.blank"))),
    h("td", { class: "soft" }, field.raw_text === value ? "" : field.raw_text),
    h("td", { class: "number" }, field.corrected_by ? "" : percent(field.confidence)),
    h("td", {}, h("span", { class: `state ${fieldMark(field)}` }, t(`scan.decision.${decision}`)), reasonList(field.reasons)));
}
