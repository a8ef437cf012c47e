// Which forms a person works on, kept on this computer until he chooses others.

import { LANGUAGE } from "../static/texts.js";

/** @typedef {{template: string | null, unnamed: boolean}} Wanted all forms where neither is set */

/** @type {Wanted} */
export const ANY = { template: null, unnamed: false };

/** @param {string} person */
function keyOf(person) {
  return `review-wanted:${person}`;
}

/** @param {string} person @returns {Wanted} */
export function readWanted(person) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(person)) ?? "{}");
    return { template: typeof kept.template === "string" ? kept.template : null, unnamed: kept.unnamed === true };
  } catch {
    return ANY;
  }
}

/** @param {string} person @param {Wanted} wanted */
export function keepWanted(person, wanted) {
  try {
    if (isAny(wanted)) localStorage.removeItem(keyOf(person));
    else localStorage.setItem(keyOf(person), JSON.stringify(wanted));
  } catch {
    // A full or forbidden store: the choice then holds until the page is left.
  }
}

/** @param {Wanted} wanted */
export function isAny(wanted) {
  return !wanted.unnamed && wanted.template === null;
}

/** @param {Wanted} wanted @param {Wanted} other */
export function isSame(wanted, other) {
  return wanted.unnamed === other.unnamed && wanted.template === other.template;
}

/** A figure as the person's language writes it. @param {number} figure */
export function shown(figure) {
  return new Intl.NumberFormat(LANGUAGE).format(figure);
}
