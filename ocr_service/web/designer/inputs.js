// The simplest controls, and what all of them know of the form.

import { h } from "../static/dom.js";
import { hasText, t } from "../static/texts.js";

/** @typedef {import("./schema.js").Widget} Widget */
/** @typedef {(string | number)[]} Path */
/** @typedef {(value: any) => void} Give undefined leaves the key out of the file */

/**
 * @typedef {object} Around what a control may need to know of the form
 * @property {readonly string[]} lists names of the look-up lists beside it
 * @property {ReadonlyMap<string, string>} labels what rules' paths are called
 * @property {(path: Path) => void} pick the next part that is clicked goes there
 * @property {string} picking the place that waits for one, as text
 * @property {number} rule the number of the rule that the key is of, from 0; -1 of others
 * @property {Path} path where the key stands below its part
 * @property {string} kind of the rule that the key is of; else empty
 * @property {readonly string[][]} fields name and label of each
 * @property {readonly string[][]} columns the same of the table in hand
 */

/** @param {string} key @param {string} [kind] some rules mean something of their own by a key */
export function keyText(key, kind = "") {
  if (kind && hasText(`designer.key.${kind}.${key}`)) return t(`designer.key.${kind}.${key}`);
  return hasText(`designer.key.${key}`) ? t(`designer.key.${key}`) : key;
}

/** @param {string} value */
export function valueText(value) {
  return hasText(`designer.value.${value}`) ? t(`designer.value.${value}`) : value;
}

/** @param {Widget} widget @param {string} id @param {HTMLElement} input */
export function labelled(widget, id, input) {
  return h("div", { class: "row" }, h("label", { for: id }, keyText(widget.key)), input);
}

/** @param {Widget} widget */
export function placeholder(widget) {
  return widget.default === null || widget.default === undefined ? "" : String(widget.default);
}

/** @param {string} value @param {(text: string) => void} give @param {string} id @param {string} [hint] */
export function textInput(value, give, id, hint = "") {
  const input = h("input", { type: "text", id, value, placeholder: hint, autocomplete: "off", spellcheck: "false" });
  input.addEventListener("input", () => give(input.value));
  return input;
}

/** @param {string[][]} options value and text @param {any} value @param {Widget} widget @param {Give} give @param {string} id */
export function choose(options, value, widget, give, id) {
  const none = widget.optional && (widget.default === null || widget.default === undefined) ? [h("option", { value: "" }, t("designer.unset"))] : [];
  const select = h("select", { id }, ...none,
    ...options.map(([one = "", text]) => h("option", { value: one, selected: one === value }, text ?? one)));
  select.addEventListener("change", () => give(select.value === "" || select.value === widget.default ? undefined : select.value));
  return select;
}
