// A receiver's own settings: boxes made from their JSON Schema, and read back. Which secrets must be entered is decided
// here without a page.

import { h } from "../static/dom.js";
import { hasText, t } from "../static/texts.js";

/**
 * @typedef {object} Property
 * @property {string} [type]
 * @property {string} [title]
 * @property {string} [description]
 * @property {unknown} [default]
 * @property {string[]} [enum]
 * @property {boolean} [writeOnly]
 * @property {number} [maxLength]
 * @property {{type?: string}[]} [anyOf]
 * @property {unknown} [additionalProperties]
 *
 * @typedef {{properties?: Record<string, Property>, required?: string[]}} Schema
 */

export const MASK = "********";
// Keys of several lines.
const LONG = new Set(["private_key", "host_key"]);

/** The names of the settings that are never shown. @param {Schema} schema @returns {string[]} */
export function secretsOf(schema) {
  return Object.entries(schema.properties ?? {}).filter(([, one]) => one.writeOnly).map(([name]) => name);
}

/** Who answers at an address: scheme, host and port. @param {string} url @returns {string} */
export function serverOf(url) {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`.toLowerCase();
  } catch {
    return url;
  }
}

/**
 * Whether kept secrets would go to a server that they never went to, and so must be entered again: the receiver's
 * address, or an address among its settings, names one.
 * @param {{url: string, settings: Record<string, unknown>}} before
 * @param {{url: string, settings: Record<string, unknown>}} after
 */
export function leadsElsewhere(before, after) {
  const known = new Set(addressesOf(before).map(serverOf));
  return addressesOf(after).some((address) => !known.has(serverOf(address)));
}

/** @param {{url: string, settings: Record<string, unknown>}} receiver @returns {string[]} */
function addressesOf({ url, settings }) {
  return [url, ...Object.values(settings).flatMap((value) => (typeof value === "string" && value.includes("://") ? [value] : []))];
}

/**
 * A value of a box as the API wants it.
 * @param {Property} property
 * @param {string} text
 */
export function readValue(property, text) {
  if (property.type === "integer") return Number(text);
  if (property.type === "object") return readPairs(text);
  if (property.type === "array") return text.split(/[\s,]+/).filter(Boolean);
  if (text === "" && property.anyOf?.some((one) => one.type === "null")) return null;
  return text;
}

/** Lines of `Name: value`. @param {string} text @returns {Record<string, string>} */
export function readPairs(text) {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return Object.fromEntries(lines.map((line) => {
    const [name = "", ...value] = line.split(":");
    return [name.trim(), value.join(":").trim()];
  }));
}

/** @param {unknown} value */
export function writePairs(value) {
  return Object.entries(/** @type {Record<string, string>} */ (value ?? {})).map(([name, text]) => `${name}: ${text}`).join("\n");
}

/**
 * The boxes of all settings.
 * @param {string} kind
 * @param {Schema} schema
 * @param {Record<string, unknown>} values as they are kept, secrets masked
 * @returns {HTMLElement[]}
 */
export function drawSettings(kind, schema, values) {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const value = values[name] ?? property.default ?? "";
    const required = (schema.required ?? []).includes(name);
    const label = sentence(kind, name) ?? property.title ?? name;
    const hint = hintOf(kind, name, property);
    if (property.type === "boolean") {
      const box = h("input", { type: "checkbox", name: `own.${name}`, checked: value === true });
      return h("label", { class: "tick" }, box, h("span", {}, label, hint && h("span", { class: "hint" }, hint)));
    }
    return h("label", {}, h("span", {}, label, required ? " *" : ""), control(name, property, value, required), hint && h("span", { class: "hint" }, hint));
  });
}

/** @param {string} name @param {Property} property @param {unknown} value @param {boolean} required */
function control(name, property, value, required) {
  const common = { name: `own.${name}`, autocomplete: "off", spellcheck: "false" };
  if (property.enum) {
    return h("select", common, ...property.enum.map((one) => {
      const key = `setting.choice.${one}`;
      return h("option", { value: one, selected: one === value }, hasText(key) ? t(key) : one);
    }));
  }
  if (property.writeOnly) {
    const kept = value === MASK;
    const look = { ...common, autocomplete: "new-password", required: required && !kept, placeholder: kept ? t("admin.receiver.kept") : "" };
    return LONG.has(name) ? h("textarea", { ...look, rows: 3 }) : h("input", { type: "password", ...look });
  }
  if (property.type === "object") return h("textarea", { ...common, rows: 3, placeholder: "X-Plant: SZ2" }, writePairs(value));
  if (LONG.has(name)) return h("textarea", { ...common, rows: 2 }, String(value));
  if (Array.isArray(value)) return h("input", { ...common, type: "text", value: value.join(", "), required });
  if (property.type === "integer") return h("input", { ...common, type: "number", value: String(value), required });
  return h("input", { ...common, type: "text", value: String(value), required, maxlength: property.maxLength });
}

/** What a form holds, as the API wants it: secrets that were left empty stay. @param {FormData} filled @param {Schema} schema */
export function readSettings(filled, schema) {
  /** @type {Record<string, unknown>} */
  const settings = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const text = filled.get(`own.${name}`);
    if (property.type === "boolean") settings[name] = text !== null;
    else if (!property.writeOnly) settings[name] = readValue(property, String(text ?? "").trim());
    else if (text) settings[name] = String(text);
  }
  return settings;
}

/** @param {string} kind @param {string} name */
function sentence(kind, name) {
  const key = [`setting.${kind}.${name}`, `setting.${name}`].find(hasText);
  return key ? t(key) : undefined;
}

/** @param {string} kind @param {string} name @param {Property} property */
function hintOf(kind, name, property) {
  const key = [`setting.hint.${kind}.${name}`, `setting.hint.${name}`].find(hasText);
  // A connector of somebody else has its own words.
  return key ? t(key) : sentence(kind, name) ? "" : property.description ?? "";
}
