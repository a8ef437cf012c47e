// What is typed from pictures waits on this computer until the server has it: a reload or a killed browser loses nothing.

import { keepText, keptText } from "../static/kept_texts.js";
import { keyOf } from "./typing.js";

/** @typedef {import("./typing.js").Entry} Entry */
/** @typedef {{text: string, touched: boolean, done: boolean}} Kept */

export class TypedKept {
  /** @param {string} place under which name it is kept */
  constructor(place) {
    this.place = place;
  }

  /** What was kept for exactly this owner, by `keyOf` of its field. @param {string} owner @returns {Record<string, Kept>} */
  read(owner) {
    try {
      const kept = JSON.parse(keptText(this.place) ?? "{}");
      return kept.owner === owner ? kept.values : {};
    } catch {
      return {};
    }
  }

  /** @param {string} owner whose typing, and of what @param {readonly Entry[]} entries */
  keep(owner, entries) {
    const begun = entries.filter((entry) => entry.done || entry.touched);
    const values = Object.fromEntries(begun.map((entry) => [keyOf(entry), { text: entry.text, touched: entry.touched, done: entry.done }]));
    keepText(this.place, begun.length ? JSON.stringify({ owner, values }) : null);
  }

  forget() {
    keepText(this.place, null);
  }
}
