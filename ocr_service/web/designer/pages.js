// A form's pages: one is taken away with what lies on it, and the pages behind it move up. Pure.

import { change } from "./design.js";
import { each } from "./parts.js";

/**
 * @typedef {import("./design.js").Design} Design
 * @typedef {import("./parts.js").Content} Content
 */

/** The page that is shown goes; a form's only page stays. @param {Design} design @returns {Design} */
export function removePage(design) {
  const { content, page } = design;
  const pages = content.pages ?? [];
  if (pages.length < 2) return design;
  /** @type {Content} */
  const left = { ...content, pages: pages.filter((/** @type {any} */ _, /** @type {number} */ index) => index !== page - 1) };
  if (content.fields) left.fields = movedUp(content.fields, page);
  if (content.tables) {
    left.tables = movedUp(content.tables, page).map((table) => (table.continues ? { ...table, continues: movedUp(table.continues, page) } : table));
  }
  return { ...change(design, left, "", ""), page: Math.min(page, left.pages.length) };
}

/** @param {any} parts @param {number} gone @returns {any[]} */
function movedUp(parts, gone) {
  /** @type {any[]} */
  const left = [];
  each(parts, (part) => {
    const page = part.page ?? 1;
    if (page !== gone) left.push(page < gone ? part : onPage(part, page - 1));
  });
  return left;
}

/** @param {any} part @param {number} page 1 is not said of a field or a table */
function onPage({ page: _, ...part }, page) {
  return page === 1 ? part : { ...part, page };
}
