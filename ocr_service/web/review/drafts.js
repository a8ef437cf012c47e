// What was typed and not yet taken by the server, kept on this computer: a crash, a reload or a lost network
// loses nothing. One entry for each scan and person.

import { keepText, keptKeys, keptText } from "../static/kept_texts.js";

/**
 * @typedef {{text: string, base: string, confirmed?: boolean}} Draft `base` is the server's value that it was typed over;
 *   `confirmed`: it is right as it stands, and the server has not been told yet
 */
/** @typedef {Record<string, Draft>} Drafts by path */

const PREFIX = "review-draft";
const TABLE_PREFIX = "review-table";

/** @param {string} person @param {string} scan */
function keyOf(person, scan) {
  return `${PREFIX}:${person}:${scan}`;
}

/** @param {string} person @param {string} scan @returns {Drafts} */
export function readDrafts(person, scan) {
  try {
    return JSON.parse(keptText(keyOf(person, scan)) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * Keeps exactly what of these fields the server does not have: texts that differ, and that one is right as it stands. While nobody has said whose value it
 * shall be, what it was typed over stays known.
 * @param {string} person @param {string} scan
 * @param {readonly Pick<import("./desk_field.js").DeskField, "path" | "text" | "saved" | "doubtful" | "confirmed" | "conflict">[]} fields
 */
export function keepDrafts(person, scan, fields) {
  const unsaved = fields.filter((field) => field.text !== field.saved || (field.doubtful && field.confirmed));
  /** @type {Drafts} */
  const drafts = Object.fromEntries(unsaved.map(({ path, text, saved, conflict }) => {
    const base = conflict?.base ?? saved;
    return [path, text === base ? { text, base, confirmed: true } : { text, base }];
  }));
  keepText(keyOf(person, scan), unsaved.length ? JSON.stringify(drafts) : null);
}

/** @param {string} person @param {string} scan */
export function forgetDrafts(person, scan) {
  keepDrafts(person, scan, []);
  forgetTables(person, scan);
}

/**
 * The scans whose values this person typed on this computer and that no server has, with how many.
 * @param {string} person
 * @returns {Map<string, Drafts>}
 */
export function allDrafts(person) {
  const begin = keyOf(person, "");
  const scans = keptKeys(begin).map((key) => key.slice(begin.length));
  const found = new Map(scans.map((scan) => [scan, typedOnes(readDrafts(person, scan))]));
  return new Map([...found].filter(([, typed]) => Object.keys(typed).length));
}

/** @param {Drafts} drafts */
function typedOnes(drafts) {
  return Object.fromEntries(Object.entries(drafts).filter(([, draft]) => !draft.confirmed));
}

/** @typedef {{rows: {was: number | null, texts: string[]}[], base: string[][]}} TableDraft `base` are the rows then saved */

/** @param {string} person @param {string} scan @param {string} table */
function keyOfTable(person, scan, table) {
  return `${TABLE_PREFIX}:${person}:${scan}:${table}`;
}

/** @param {string} person @param {string} scan @param {string} table @returns {TableDraft | null} */
export function readTableDraft(person, scan, table) {
  try {
    return JSON.parse(keptText(keyOfTable(person, scan, table)) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} person @param {string} scan @param {string} table @param {unknown} draft null forgets it */
export function keepTableDraft(person, scan, table, draft) {
  keepText(keyOfTable(person, scan, table), draft ? JSON.stringify(draft) : null);
}

/** @param {string} person @param {string} scan */
function forgetTables(person, scan) {
  for (const key of keptKeys(keyOfTable(person, scan, ""))) keepText(key, null);
}
