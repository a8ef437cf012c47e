// A form's zones as the pages show them: what there is, in millimetres, with what it is called.

import { LANGUAGE } from "./texts.js";

/**
 * @typedef {[number, number, number, number]} MmBox x, y, width, height in millimetres
 * @typedef {Record<string, string>} LocalText
 *
 * @typedef {object} ShownZone
 * @property {string} name a field, a table, `table.column`, or `field=option`
 * @property {string} label
 * @property {string} type empty for a table
 * @property {number} page
 * @property {MmBox} box
 */

/** @param {LocalText | undefined} text */
export function inLanguage(text) {
  return text?.[LANGUAGE] || Object.values(text ?? {}).find(Boolean) || "";
}

/** All zones of a template, tables before their columns. @param {any} template @returns {ShownZone[]} */
export function zonesOf(template) {
  /** @type {ShownZone[]} */
  const zones = [];
  for (const field of template.fields ?? []) {
    zones.push({ name: field.name, label: inLanguage(field.label), type: field.read?.type ?? "", page: field.page ?? 1, box: field.box });
  }
  for (const table of template.tables ?? []) {
    const page = table.page ?? 1;
    zones.push({ name: table.name, label: inLanguage(table.label), type: "", page, box: table.box });
    for (const column of table.columns ?? []) {
      const box = /** @type {MmBox} */ ([column.left, table.box[1], column.right - column.left, table.box[3]]);
      const label = `${inLanguage(table.label)} · ${inLanguage(column.label)}`;
      zones.push({ name: `${table.name}.${column.name}`, label, type: column.read?.type ?? "", page, box });
    }
  }
  return zones;
}
