// What people are told about parts of a form, by the names that the panels give them.

import { hasText, t } from "../static/texts.js";
import { inLanguage } from "../static/zones.js";
import { ownerOf, partOf, pathsOf } from "./parts.js";

/** @typedef {import("./parts.js").Content} Content */
/** @typedef {import("./saving.js").Draft} Draft */

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

/** A place in the file is named as the panels name it. @param {Content} content @param {Draft["problems"][number]} problem */
export function sayProblem(content, { code, params, text, parts }) {
  const key = hasText(`designer.problem.${code}`) ? `designer.problem.${code}` : `reason.${code}`;
  if (typeof params.place !== "string") return hasText(key) ? t(key, { ...params, ...namesIn(content, params) }) : text;
  const part = parts[0] ?? "";
  const last = params.place.split(".").filter((step) => !/^\d+$/.test(step)).at(-1) ?? "";
  const said = part ? sayPart(content, part) : "";
  const named = t(`designer.key.${last}`);
  const place = [said, named.startsWith("designer.") ? "" : t("designer.quoted", { name: named })].filter(Boolean).join(" ");
  return t(key, { ...params, place: place || params.place });
}

/** What a problem calls by name, as the page calls it. @param {Content} content @param {Record<string, any>} params */
function namesIn(content, params) {
  const keys = pathsOf(content);
  const named = ["name", "one", "other", "path"].filter((key) => keys.has(params[key]));
  return Object.fromEntries(named.map((key) => [key, sayPart(content, keys.get(params[key]) ?? "")]));
}
