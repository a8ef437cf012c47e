// What was typed of a drawn form waits on this computer until the whole form is sent off: a reload loses nothing.

/** @typedef {import("./typing.js").Entry} Entry */
/** @typedef {{text: string, touched: boolean, done: boolean}} Kept */

const KEPT = "audit-typed";

/** What was kept under exactly this key, by path. @param {string} key @returns {Record<string, Kept>} */
export function readAudit(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return kept.key === key ? kept.values : {};
  } catch {
    return {};
  }
}

/** @param {string} key whose typing of which form @param {readonly Entry[]} entries */
export function keepAudit(key, entries) {
  const done = entries.filter((entry) => entry.done);
  const values = Object.fromEntries(done.map(({ path, text, touched }) => [path, { text, touched, done: true }]));
  try {
    localStorage.setItem(KEPT, JSON.stringify({ key, values }));
  } catch {
    // A full or forbidden store must not stop the work.
  }
}

export function forgetAudit() {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // As above.
  }
}
