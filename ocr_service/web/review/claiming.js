// Takes a form in hand: the one that was got ready, the one that is named, or the next one.

import { call, Problem } from "../static/api.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("./wanted.js").Wanted} Wanted */

/**
 * Claims the form that is named, else the next one that was not skipped; null where none waits.
 * @param {string | null} id
 * @param {Wanted} wanted
 * @param {readonly string[]} skipped
 * @returns {Promise<Scan | null>}
 */
export async function claim(id, wanted, skipped) {
  try {
    return await call("POST", "/review/claim", id ? { scan: id } : { ...wanted, skip: skipped });
  } catch (error) {
    if (error instanceof Problem && error.code === "nothing_to_review") return null;
    throw error;
  }
}

/**
 * Claims the form that was got ready, else the next one.
 * @param {string | null} ready
 * @param {Wanted} wanted
 * @param {readonly string[]} skipped
 */
export async function claimNext(ready, wanted, skipped) {
  if (ready) {
    try {
      return await claim(ready, wanted, skipped);
    } catch (error) {
      // Somebody else has taken it since: nobody keeps a form by looking at it.
      if (!(error instanceof Problem) || error.status < 400 || error.status >= 500) throw error;
    }
  }
  return await claim(null, wanted, skipped);
}
