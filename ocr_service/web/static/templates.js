// The forms that are known: their titles in lists, and select boxes to choose one.

import { call } from "./api.js";
import { h } from "./dom.js";
import { LANGUAGE } from "./texts.js";

/** @typedef {import("./types.js").FormTitle} FormTitle */

/** @type {Map<string, FormTitle>} */
const known = new Map();

/** @returns {Promise<FormTitle[]>} by title */
export async function loadForms() {
  const answer = await call("GET", "/templates");
  for (const form of answer.items) known.set(form.name, form);
  return [...known.values()].sort((one, other) => titleOf(one).localeCompare(titleOf(other), LANGUAGE));
}

/** Puts the known forms behind the options that a select box has. @param {HTMLSelectElement} select */
export async function fillForms(select) {
  const forms = await loadForms();
  select.append(...forms.map((form) => h("option", { value: form.name }, titleOf(form))));
}

/** @param {FormTitle} form */
export function titleOf(form) {
  if (typeof form.title === "string") return form.title;
  return form.title[LANGUAGE] ?? Object.values(form.title)[0] ?? form.name;
}

/** The title of a scan's form; empty while it has none. @param {{template: string | null}} scan */
export function formTitle(scan) {
  if (!scan.template) return "";
  const form = known.get(scan.template);
  return form ? titleOf(form) : scan.template;
}
