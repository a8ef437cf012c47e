// What people are told about parts of a form, by the names that the panels give them.

import { t } from "../static/texts.js";
import { inLanguage } from "../static/zones.js";
import { ownerOf, partOf, pathsOf } from "./parts.js";

/** @typedef {import("./parts.js").Content} Content */

/** @param {Content} content @param {string} key */
export function sayPart(content, key) {
  const part = partOf(content, key);
  const own = inLanguage(part?.label) || part?.name || key;
  const owner = ownerOf(key);
  return owner.startsWith("tables") ? `${inLanguage(partOf(content, owner)?.label)} · ${own}` : own;
}

/** @param {Content} content @param {string} key a cell's or a field's path */
export function sayPath(content, key) {
  const [, table, row, column] = /^(.+)\[(\d+)\]\.(.+)$/.exec(key) ?? [];
  const part = pathsOf(content).get(table ? `${table}.${column}` : key);
  const said = part ? sayPart(content, part) : key;
  return row === undefined ? said : t("designer.cell", { name: said.split(" · ").at(-1), row: Number(row) + 1 });
}
