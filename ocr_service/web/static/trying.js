// When the server is asked once more that could not be reached, or was too busy to answer.

const FIRST = 1000; // milliseconds
const SLOWER = 1.6; // times, after each try
const LONGEST = 20_000; // milliseconds: a service that is back is found soon, however long it was away
/** It said itself that it may be asked again. */
const LATER = new Set([408, 425, 429]);
/** What stands before the service says so of it: it does not answer, but it will. */
const AWAY = new Set([0, 502, 503, 504]);

/** @typedef {{status: number, retryAfter: number}} Trouble */

/** The server understood and said no. @param {{status: number}} problem */
export function isRefusal({ status }) {
  return status >= 400 && status < 500 && !LATER.has(status);
}

/** Nothing is wrong but the time. @param {{status: number}} problem */
export function isAway({ status }) {
  return AWAY.has(status) || LATER.has(status);
}

/** How long to wait after so many failures, in milliseconds. @param {number} failures from 1 @param {Trouble} trouble */
export function pauseAfter(failures, { retryAfter }) {
  return Math.min(Math.max(FIRST * SLOWER ** (failures - 1), retryAfter * 1000), LONGEST);
}

/**
 * Resolves when it is time to ask again; at once when the network is back.
 * @param {number} failures @param {Trouble} trouble @returns {Promise<void>}
 */
export function waitAfter(failures, trouble) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, pauseAfter(failures, trouble));
    function done() {
      clearTimeout(timer);
      globalThis.removeEventListener?.("online", done);
      resolve();
    }
    globalThis.addEventListener?.("online", done);
  });
}
