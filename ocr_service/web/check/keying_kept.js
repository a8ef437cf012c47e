// What two people type waits on this computer until the server has it: a reload or a killed browser loses nothing.

import { keepText, keptText } from "../static/kept_texts.js";

/** @typedef {import("./typing.js").Entry} Entry */
/** @typedef {{text: string, touched: boolean}} Kept */

const KEPT = "keying-typed";

/** What this person typed and no server has, by scan and path. @param {string} person @returns {Record<string, Kept>} */
export function readKeying(person) {
  try {
    const kept = JSON.parse(keptText(KEPT) ?? "{}");
    return kept.person === person ? kept.values : {};
  } catch {
    return {};
  }
}

/** @param {string} person @param {readonly Entry[]} unsaved what of the fields in hand no server has */
export function keepKeying(person, unsaved) {
  const begun = unsaved.filter((entry) => entry.done || entry.touched);
  const values = Object.fromEntries(begun.map(({ scan, path, text, touched }) => [`${scan} ${path}`, { text, touched }]));
  keepText(KEPT, begun.length ? JSON.stringify({ person, values }) : null);
}
