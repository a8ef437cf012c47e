// Which suggested zones of a form under the pencil are doubtful: kept in this browser until somebody has looked at them.

/** @param {string} draft @returns {string[]} names of fields */
export function doubtsOf(draft) {
  try {
    const kept = JSON.parse(localStorage.getItem(`doubts ${draft}`) ?? "[]");
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

/** @param {string} draft @param {readonly string[]} names */
export function keepDoubts(draft, names) {
  try {
    if (names.length) localStorage.setItem(`doubts ${draft}`, JSON.stringify(names));
    else localStorage.removeItem(`doubts ${draft}`);
  } catch {
    // Without a store the marks go with the page.
  }
}
