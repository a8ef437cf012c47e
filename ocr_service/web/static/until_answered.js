// Says something to the server until it answers: a network that comes and goes asks nobody to do anything twice.

import { Problem } from "./api.js";

const RETRY = 3000; // milliseconds between tries while the server cannot be reached
const TRIES = 3; // with a server that answers, but not as it should

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
      if (!(error instanceof Problem) || isRefusal(error) || (error.status && failures >= TRIES)) throw error;
      waits();
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

/** The server understood and said no. @param {Problem} problem */
export function isRefusal({ status }) {
  return status >= 400 && status < 500;
}

/** What the server knows an act by that is said again. @returns {string} */
export function drawKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
