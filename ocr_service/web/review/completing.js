// While a value is typed whose field has a look-up list: what the list has that fits.

import { call, withQuery } from "../static/api.js";

/** @typedef {{text: string, key: string, shown: Record<string, string>}} Entry */

const AFTER = 150; // milliseconds without a key
const OFFERED = 9; // as many as there are number keys

export class Completing {
  /** @param {(path: string, text: string, entries: readonly Entry[]) => void} offer */
  constructor(offer) {
    this.offer = offer;
    /** @type {Map<string, boolean>} whether a field has a list, by form and field */
    this.known = new Map();
    this.asked = 0;
  }

  /** @param {string} form the template's name and version @param {string} scan @param {string} path @param {string} text */
  typed(form, scan, path, text) {
    clearTimeout(this.timer);
    const number = ++this.asked;
    const field = `${form} ${path.replace(/\[\d+\]/, "")}`;
    if (this.known.get(field) === false) return;
    this.timer = setTimeout(() => void this.ask(number, field, scan, path, text).catch(() => {}), AFTER);
  }

  /** @param {number} number @param {string} field @param {string} scan @param {string} path @param {string} text */
  async ask(number, field, scan, path, text) {
    const entries = text === "" ? [] : await this.find(scan, path, text, OFFERED);
    if (!this.known.has(field)) this.known.set(field, entries.length > 0 || (await this.find(scan, path, "", 1)).length > 0);
    // An answer to what stood there before says nothing any more.
    if (number === this.asked) this.offer(path, text, entries);
  }

  /** @param {string} scan @param {string} path @param {string} q @param {number} limit @returns {Promise<Entry[]>} */
  async find(scan, path, q, limit) {
    const address = withQuery(`/scans/${scan}/fields/${encodeURIComponent(path)}/completions`, { q, limit });
    return (await call("GET", address)).items;
  }
}

/** What else the list says of an entry, short. @param {Entry} entry */
export function moreOf(entry) {
  const others = [entry.key, ...Object.values(entry.shown)].filter((one) => one && one !== entry.text);
  return [...new Set(others)].slice(0, 2).join(" · ");
}
