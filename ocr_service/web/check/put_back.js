// Gives claims back on the way out, also while the page is being closed. They return by themselves if this gets lost, and
// a later claim is not touched by it: a page that is loaded again claims before this arrives.

import { API, csrfToken } from "../static/api.js";

/** @param {string} path below /api/v1 @param {{until: string, scans?: string[]}} body `until` is when the claim ends */
export function putBack(path, body) {
  /** @type {Record<string, string>} */
  const headers = { "X-CSRF-Token": csrfToken(), "Content-Type": "application/json" };
  void fetch(API + path, { method: "POST", headers, body: JSON.stringify(body), keepalive: true }).catch(() => {});
}
