// How a file comes across a line that may break: what to do next, and what follows from what happened. No browser here.

/** A request may have no more bytes (see POST /api/v1/uploads). */
export const PIECE_BYTES = 1_000_000;
const LONGEST_PAUSE_SECONDS = 30;

/**
 * @typedef {object} Order how the file is to be read
 * @property {string} lane
 * @property {string} template empty: find out
 * @property {boolean} allowDuplicate
 *
 * @typedef {object} Item a file on its way
 * @property {string} id
 * @property {string} owner whose it is; others who sit down here do not see it
 * @property {string} name
 * @property {number} size
 * @property {number} place in which order it is shown
 * @property {"file" | "page"} purpose handed in by itself, or one page of a document
 * @property {Order} order
 * @property {string | null} upload what the server calls it
 * @property {number} received bytes that are safe
 * @property {boolean} unsure after a break: ask how many bytes are there
 * @property {"going" | "lost" | "refused" | "duplicate" | "ready" | "done"} state
 * @property {number} tries that failed one after the other
 * @property {string} message why it does not go on
 * @property {boolean} [full] it waits for room on the service's disk, not for a line
 * @property {import("../static/types.js").ScanRow | null} scan
 * @property {import("../static/types.js").Quality | null} quality
 *
 * @typedef {{act: "begin" | "ask" | "finish" | "look"} | {act: "piece", start: number, end: number}} Step
 *
 * @typedef {{kind: "begun", upload: string}
 *   | {kind: "received", received: number}
 *   | {kind: "gone"}
 *   | {kind: "lost" | "refused", message: string, full?: boolean}
 *   | {kind: "ready", quality: import("../static/types.js").Quality | null}
 *   | {kind: "duplicate" | "done", scan: import("../static/types.js").ScanRow, quality?: import("../static/types.js").Quality | null}
 *   | {kind: "again", allowDuplicate?: boolean}} Event
 */

/**
 * @param {{id: string, owner: string, name: string, size: number, place: number, purpose: "file" | "page", order: Order}} about
 * @returns {Item}
 */
export function newItem(about) {
  return {
    ...about, upload: null, received: 0, unsure: false, state: "going", tries: 0, message: "", scan: null, quality: null,
  };
}

/** What is to be done next; null where nothing is, or a person must say. @param {Item} item @returns {Step | null} */
export function nextStep(item) {
  if (item.state !== "going" && item.state !== "lost") return null;
  if (!item.upload) return { act: "begin" };
  if (item.unsure) return { act: "ask" };
  if (item.received < item.size) {
    return { act: "piece", start: item.received, end: Math.min(item.size, item.received + PIECE_BYTES) };
  }
  return { act: item.purpose === "page" ? "look" : "finish" };
}

/** @param {Item} item @param {Event} event @returns {Item} */
export function after(item, event) {
  const on = { ...item, state: /** @type {const} */ ("going"), tries: 0, message: "", full: false };
  switch (event.kind) {
    case "begun": return { ...on, upload: event.upload, received: 0, unsure: false };
    // A server that answers and takes nothing is left in peace for longer and longer, too.
    case "received": return {
      ...on, received: event.received, unsure: false, tries: event.received > item.received ? 0 : item.tries,
    };
    // A day has passed, or the server has lost it: from the start.
    case "gone": return { ...on, upload: null, received: 0, unsure: false };
    // The piece may have arrived though the answer did not.
    case "lost": return { ...item, state: "lost", tries: item.tries + 1, message: event.message, full: event.full, unsure: item.upload !== null };
    case "refused": return { ...item, state: "refused", message: event.message };
    case "ready": return { ...on, state: "ready", quality: event.quality };
    case "duplicate": return { ...item, state: "duplicate", scan: event.scan };
    case "done": return { ...item, state: "done", scan: event.scan, quality: event.quality ?? null };
    case "again": return {
      ...on, order: event.allowDuplicate ? { ...item.order, allowDuplicate: true } : item.order, unsure: item.upload !== null,
    };
  }
}

/**
 * What a refusal means for the file.
 * @param {{status: number, code: string, message: string, details: Record<string, any>}} problem status 0: no answer came
 * @returns {Event}
 */
export function eventOf({ status, code, message, details }) {
  if (code === "storage_full") return { kind: "lost", message, full: true };
  // Signed out: the file is kept, and goes on when its owner is back.
  if (status === 0 || status >= 500 || status === 429 || status === 401) return { kind: "lost", message };
  if (code === "upload_not_found") return { kind: "gone" };
  if (code === "upload_offset_wrong" || code === "upload_incomplete") {
    return { kind: "received", received: Number(details.params?.received ?? 0) };
  }
  return { kind: "refused", message };
}

/** Seconds until the next try. @param {Item} item */
export function pauseOf(item) {
  return Math.min(LONGEST_PAUSE_SECONDS, 2 ** Math.max(0, item.tries - 1));
}

/** How much of it is safe, 0 to 1. @param {Item} item */
export function shareOf(item) {
  return item.size ? item.received / item.size : 1;
}
