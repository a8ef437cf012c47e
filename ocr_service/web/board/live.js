// What the board knows and how old it is: pure, so that it can be tried without a browser.

/**
 * @typedef {object} Live
 * @property {any} board the newest figures; null before the first
 * @property {number} at when they came, in milliseconds
 * @property {number | null} lostAt since when no figures come any more; null while they do
 *
 * @typedef {{kind: "figures", board: any, now: number} | {kind: "lost", now: number}} News
 */

/** @type {Live} */
export const NOTHING_YET = { board: null, at: 0, lostAt: null };

/** @param {Live} live @param {News} news @returns {Live} */
export function hear(live, news) {
  if (news.kind === "figures") return { board: news.board, at: news.now, lostAt: null };
  return { ...live, lostAt: live.lostAt ?? news.now };
}

/** A share as a number from 0 to 1; null of nothing. @param {number} part @param {number} whole */
export function share(part, whole) {
  return whole > 0 ? part / whole : null;
}

/**
 * How urgent an age is: of what has waited longer than `look` a person should know, longer than `wrong` must act.
 * @param {number | null} seconds @param {{look: number, wrong: number}} limits
 * @returns {"" | "look" | "wrong"}
 */
export function urgency(seconds, limits) {
  if (seconds === null || seconds < limits.look) return "";
  return seconds < limits.wrong ? "look" : "wrong";
}

/** Seconds between two moments, never less than none. @param {string | null} iso @param {string} now */
export function age(iso, now) {
  return iso === null ? null : Math.max(0, (Date.parse(now) - Date.parse(iso)) / 1000);
}

/** History as a chart wants it: seconds and lists beside them. @param {any} history @returns {number[][]} */
export function asSeries(history) {
  const seconds = history.at.map((/** @type {string} */ at) => Date.parse(at) / 1000);
  return [seconds, history.unread, history.to_review, history.unsent];
}
