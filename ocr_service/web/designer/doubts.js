// Suggested zones that may be none: marked until their author has changed them, said that they are right, or removed them.

import { change, inReadingOrder, select } from "./design.js";
import { each, partOf } from "./parts.js";

/**
 * @typedef {import("./design.js").Design} Design
 * @typedef {import("./parts.js").Content} Content
 */

/** The keys of the fields that are doubtful. @param {Pick<Design, "content" | "doubts">} design @returns {Set<string>} */
export function doubtfulKeys({ content, doubts }) {
  /** @type {Set<string>} */
  const keys = new Set();
  each(content.fields, (field, index) => doubts.includes(field.name) && keys.add(`fields.${index}`));
  return keys;
}

/** What was changed by hand was looked at. @param {Design} before @param {Design} after @returns {Design} */
export function settle(before, after) {
  if (before.content === after.content || !after.doubts.length) return after;
  const was = byName(before.content);
  const is = byName(after.content);
  const doubts = after.doubts.filter((name) => !was.has(name) || !is.has(name) || was.get(name) === is.get(name));
  return doubts.length === after.doubts.length ? after : { ...after, doubts };
}

/** @param {Content} content @returns {Map<string, any>} */
function byName({ fields }) {
  const names = new Map();
  each(fields, (field) => names.set(field.name, field));
  return names;
}

/** The doubtful zone after the one in hand, on whatever page. @param {Design} design @returns {Design} */
export function nextDoubtful(design) {
  const keys = doubtfulKeys(design);
  const pages = Array.from({ length: design.content.pages?.length ?? 1 }, (_, index) => index + 1);
  const ordered = pages.flatMap((page) => inReadingOrder(design.content, page)).map((zone) => zone.key);
  const at = ordered.indexOf(design.selected);
  const next = [...ordered.slice(at + 1), ...ordered.slice(0, at + 1)].find((key) => keys.has(key));
  return next === undefined ? design : select(design, next);
}

/** The zone in hand is right as it is; on to the next one that is in doubt. @param {Design} design @returns {Design} */
export function confirm(design) {
  const name = partOf(design.content, design.selected || "-")?.name;
  if (!doubtfulKeys(design).has(design.selected)) return design;
  return nextDoubtful({ ...design, doubts: design.doubts.filter((one) => one !== name), tag: "" });
}

/** @param {Design} design @returns {Design} */
export function removeDoubtful(design) {
  const keys = doubtfulKeys(design);
  if (!keys.size) return design;
  const fields = design.content.fields.filter((/** @type {any} */ _, /** @type {number} */ index) => !keys.has(`fields.${index}`));
  return change(design, { ...design.content, fields }, "", "");
}
