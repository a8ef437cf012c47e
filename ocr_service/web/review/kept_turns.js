// Acceptances that the server has not answered yet, kept on this computer: leaving the page loses none.

import { keepText, keptKeys, keptText } from "../static/kept_texts.js";

/** @typedef {import("./wanted.js").Wanted} Wanted */
/**
 * @typedef {object} Turn what is said to the server
 * @property {string} accept the form
 * @property {readonly string[]} confirmed its fields that are right as they stand
 * @property {string | null} scan the form that was got ready, to be claimed next
 * @property {string} key drawn by chance: the same turn said again is known by it
 * @property {readonly string[]} skip
 *
 * @typedef {{turn: Turn & Wanted, file: string}} KeptTurn `file` is the name that people know the form by
 */

const PREFIX = "review-turn";

/** @param {string} person @param {string} scan */
function keyOf(person, scan) {
  return `${PREFIX}:${person}:${scan}`;
}

/** @param {string} person @param {KeptTurn} kept */
export function keepTurn(person, kept) {
  keepText(keyOf(person, kept.turn.accept), JSON.stringify(kept));
}

/** @param {string} person @param {string} scan */
export function forgetTurn(person, scan) {
  keepText(keyOf(person, scan), null);
}

/** @param {string} person @returns {KeptTurn[]} what this person said on this computer and no answer came to */
export function keptTurns(person) {
  return keptKeys(keyOf(person, "")).map((key) => JSON.parse(keptText(key) ?? ""));
}
