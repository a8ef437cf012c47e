// What was typed of a drawn form waits on this computer until the whole form is sent off: a reload or a killed browser
// loses nothing.

import { keepText, keptText } from "../static/kept_texts.js";

/** @typedef {import("./typing.js").Entry} Entry */
/** @typedef {{text: string, touched: boolean, done: boolean}} Kept */

const KEPT = "audit-typed";

/** What was kept under exactly this key, by path. @param {string} key @returns {Record<string, Kept>} */
export function readAudit(key) {
  try {
    const kept = JSON.parse(keptText(KEPT) ?? "{}");
    return kept.key === key ? kept.values : {};
  } catch {
    return {};
  }
}

/** @param {string} key whose typing of which form @param {readonly Entry[]} entries */
export function keepAudit(key, entries) {
  const begun = entries.filter((entry) => entry.done || entry.touched);
  const values = Object.fromEntries(begun.map(({ path, text, touched, done }) => [path, { text, touched, done }]));
  keepText(KEPT, JSON.stringify({ key, values }));
}

export function forgetAudit() {
  keepText(KEPT, null);
}
