// The shapes that the API under /check answers with, for the type checker; and how fields to type become entries.

import { t } from "../static/texts.js";

/**
 * @typedef {import("../static/types.js").Value} Value
 * @typedef {import("../static/types.js").Reason} Reason
 *
 * @typedef {object} FieldPlace a field of some form, and where it stands
 * @property {string} scan
 * @property {string} path
 * @property {string} form
 * @property {string} label
 * @property {string} type
 * @property {{value: string, label: string}[]} options
 * @property {string | null} pick
 *
 * @typedef {FieldPlace & {value: Value, text: string, reasons: Reason[]}} ShownCell
 * @typedef {FieldPlace & {between: {value: Value, text: string}[]}} FieldToType
 *
 * @typedef {object} Group
 * @property {string | null} template
 * @property {string | null} form
 * @property {string | null} field
 * @property {string | null} label
 * @property {string | null} text
 * @property {string | null} character
 * @property {number} cells
 * @property {number} forms
 */

const PRESENCE = new Set(["seal", "signature"]);

/** What is picked by number instead of typed. @param {FieldPlace} field @returns {{value: string, label: string}[]} */
export function optionsOf(field) {
  if (field.options.length) return field.options;
  if (PRESENCE.has(field.type)) return [{ value: "true", label: t("review.present") }, { value: "false", label: t("review.absent") }];
  return field.type === "tick" ? [{ value: "true", label: t("pages.yes") }, { value: "false", label: t("pages.no") }] : [];
}

/** @param {FieldToType} field @returns {import("./typing.js").Entry} */
export function toEntry(field) {
  const options = optionsOf(field);
  return {
    scan: field.scan, path: field.path, type: field.type, options, several: field.pick === "any",
    between: field.between.map((one) => (options.length ? asPicked(one.value) : one.text)),
    text: "", touched: false, done: false, refusal: "",
  };
}

/** A value as the options' own texts have it. @param {Value} value */
export function asPicked(value) {
  return value === null ? "" : String(value);
}
