// Says something to the server until it answers: a network that comes and goes asks nobody to do anything twice.

import { Problem } from "./api.js";
import { isAway, isRefusal, waitAfter } from "./trying.js";

const TRIES = 3; // with a server that answers, but not as it should: its defects do not heal by asking

/**
 * Rejects with the server's refusal. What is said once more must do no harm.
 * @template T
 * @param {() => Promise<T>} say
 * @param {() => void} waits the server cannot be reached; it is said again in a moment
 * @returns {Promise<T>}
 */
export async function untilAnswered(say, waits) {
  for (let failures = 1; ; failures += 1) {
    try {
      return await say();
    } catch (error) {
      if (!(error instanceof Problem) || isRefusal(error) || (!isAway(error) && failures >= TRIES)) throw error;
      waits();
      await waitAfter(failures, error);
    }
  }
}

/** What the server knows an act by that is said again. @returns {string} */
export function drawKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
