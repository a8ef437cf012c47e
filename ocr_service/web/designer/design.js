// A form under the pencil as a pure reducer: (design, act) -> design. It knows neither the page nor the server.
// What means nothing here gives back the very same design.

import { NO_PATHS, ownerOf, partOf, pathOf, put, zoneOf, zonesOf } from "./parts.js";

/**
 * @typedef {import("./parts.js").Content} Content
 * @typedef {"field" | "table" | "label" | "option" | "wipe"} Tool what a box drawn on empty paper becomes; `wipe`: paper
 * @typedef {{content: Content, selected: string, page: number}} Moment
 * @typedef {{rule: number, path: (string | number)[]}} Slot where the next part that is clicked goes
 * @typedef {{language: string, field: string, table: string, column: string, option: string, label: string}} Words what new parts are called
 *
 * @typedef {object} Design
 * @property {Content} content
 * @property {string} selected the key of the part in hand; empty where none is
 * @property {readonly string[]} also keys of further parts in hand, moved and removed with it
 * @property {readonly string[]} doubts names of suggested fields that may be none
 * @property {number} page the page that is shown, from 1
 * @property {Tool} tool
 * @property {Slot | null} picking
 * @property {readonly Moment[]} past what undo brings back, the latest last
 * @property {readonly Moment[]} future what redo brings back, the next one last
 * @property {string} tag what the last change was: many small ones of the same tag are undone as one
 * @property {Words} words
 * @property {ReadonlySet<string>} lasting where parts have names that a published version has made known
 */

const MOST_PAST = 200;

/** @param {Content} content @param {Words} words @param {readonly string[]} [doubts] @param {ReadonlySet<string>} [lasting] @returns {Design} */
export function openDesign(content, words, doubts = [], lasting = new Set()) {
  return { content, selected: "", also: [], doubts, page: 1, tool: "field", picking: null, past: [], future: [], tag: "", words, lasting };
}

/** Other content from elsewhere (a page was added, the file was edited); what was done before can be undone still. @param {Design} design @param {Content} content @returns {Design} */
export function load(design, content) {
  const selected = partOf(content, design.selected || "-") === undefined ? "" : design.selected;
  return { ...change(design, content, "", selected), also: [], picking: null };
}

/**
 * @param {Design} design @param {Content} content @param {string} [tag] @param {string} [selected]
 * @returns {Design}
 */
export function change(design, content, tag = "", selected = design.selected) {
  if (content === design.content) return design;
  const moment = { content: design.content, selected: design.selected, page: design.page };
  const past = tag !== "" && tag === design.tag ? design.past : [...design.past, moment].slice(-MOST_PAST);
  return { ...design, content, selected, also: selected === design.selected ? design.also : [], past, future: [], tag };
}

/** @param {Design} design @returns {Design} */
export function undo(design) {
  const before = design.past.at(-1);
  if (!before) return design;
  const now = { content: design.content, selected: design.selected, page: design.page };
  return { ...design, ...before, also: [], past: design.past.slice(0, -1), future: [...design.future, now], tag: "", picking: null };
}

/** @param {Design} design @returns {Design} */
export function redo(design) {
  const after = design.future.at(-1);
  if (!after) return design;
  const now = { content: design.content, selected: design.selected, page: design.page };
  return { ...design, ...after, also: [], past: [...design.past, now], future: design.future.slice(0, -1), tag: "", picking: null };
}

/** A part is clicked or chosen: it is in hand now, or goes where a rule waits for one. @param {Design} design @param {string} key @returns {Design} */
export function select(design, key) {
  const path = design.picking && key ? pathOf(design.content, key) : "";
  if (design.picking && path) {
    const { rule, path: slot } = design.picking;
    const filled = change(design, put(design.content, ["rules", rule, ...slot], path));
    return { ...filled, picking: emptySlot(filled.content, rule) };
  }
  const page = zoneOf(design.content, key)?.page ?? design.page;
  if (key === design.selected && page === design.page && !design.also.length) return design;
  return { ...design, selected: key, also: [], page, tag: "" };
}

/** The first place of a rule that is still to be filled by a click. @param {Content} content @param {number} rule @returns {Slot | null} */
export function emptySlot(content, rule) {
  const path = emptyIn(content.rules?.[rule]);
  return path && { rule, path };
}

/** @param {any} value @returns {(string | number)[] | null} */
function emptyIn(value) {
  if (value === "") return [];
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const path = NO_PATHS.has(key) ? null : emptyIn(inner);
    if (path) return [Array.isArray(value) ? Number(key) : key, ...path];
  }
  return null;
}

const WHOLE = /^(fields|tables)\.\d+$|\.labels\.\d+$/;

/** One more whole zone of the page in hand, or one less. @param {Design} design @param {string} key @returns {Design} */
export function toggle(design, key) {
  const { selected, also } = design;
  if (!WHOLE.test(key) || !WHOLE.test(selected) || zoneOf(design.content, key)?.page !== design.page) return select(design, key);
  if (key === selected) return { ...design, selected: also.at(-1) ?? "", also: also.slice(0, -1), tag: "" };
  if (also.includes(key)) return { ...design, also: also.filter((one) => one !== key), tag: "" };
  return { ...design, selected: key, also: [...also, selected], tag: "" };
}

/** Every whole zone of the page is in hand. @param {Design} design @returns {Design} */
export function selectAll(design) {
  const keys = inReadingOrder(design.content, design.page).map((zone) => zone.key).filter((key) => WHOLE.test(key));
  const [first = ""] = keys;
  return first ? { ...design, selected: first, also: keys.slice(1), tag: "" } : design;
}

/** The next zone of the page, or the one before, from top to bottom. @param {Design} design @param {number} step @returns {Design} */
export function selectNext(design, step) {
  const zones = inReadingOrder(design.content, design.page);
  if (!zones.length) return design;
  const at = zones.findIndex((zone) => zone.key === design.selected);
  const next = at < 0 ? (step > 0 ? 0 : zones.length - 1) : Math.max(0, Math.min(zones.length - 1, at + step));
  return select(design, zones[next]?.key ?? "");
}

/** @param {Content} content @param {number} page */
export function inReadingOrder(content, page) {
  const zones = zonesOf(content).filter((zone) => zone.page === page);
  const main = zones.filter((zone) => ["field", "table", "more", "label"].includes(zone.kind));
  main.sort((one, other) => Math.round((one.box[1] - other.box[1]) / 3) || one.box[0] - other.box[0]);
  return main.flatMap((zone) => [zone, ...zones.filter((part) => ["column", "option"].includes(part.kind) && ownerOf(part.key) === zone.key)]);
}

/** @param {Design} design @param {number} page @returns {Design} */
export function showPage(design, page) {
  const last = design.content.pages?.length ?? 1;
  if (page === design.page || page < 1 || page > last) return design;
  return { ...design, page, selected: "", also: [] };
}
