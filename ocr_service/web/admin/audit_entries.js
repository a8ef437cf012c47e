// Entries of the audit trail without a page: what changed, which actions there are, where a day begins.

/**
 * @typedef {object} Entry
 * @property {string} at
 * @property {string} actor
 * @property {string | null} actor_name
 * @property {string} action
 * @property {string} text
 * @property {string} subject
 * @property {string | null} subject_name
 * @property {string | null} path
 * @property {Record<string, unknown> | null} old
 * @property {Record<string, unknown> | null} new
 */

/**
 * Which actions a choice of the filter stands for: each action for itself, each family (`user`) for all of its own.
 * @param {string[]} known actions that have a sentence
 * @returns {Map<string, string[]>}
 */
export function families(known) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const action of known) {
    const family = action.split(".")[0] ?? action;
    found.set(family, [...(found.get(family) ?? []), action]);
  }
  for (const action of known) found.set(action, [action]);
  // A family is no action of its own.
  return found;
}

/**
 * What differs between before and after: `role: clerk → operator`. Of something new all that is known of it.
 * @param {{old: Record<string, unknown> | null, new: Record<string, unknown> | null}} entry
 */
export function changes(entry) {
  const before = entry.old ?? {};
  const after = entry.new ?? {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => spell(before[name]) !== spell(after[name]))
    .map((name) => (name in before && name in after
      ? `${name}: ${spell(before[name])} → ${spell(after[name])}`
      : `${name}: ${spell(name in after ? after[name] : before[name])}`))
    .join(" · ");
}

/** @param {unknown} value */
function spell(value) {
  if (value === null || value === undefined || value === "") return "–";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/**
 * The moment at which a day begins for the person, `later` days after `date` (as a date box has it); empty for none.
 * @param {string} date
 * @param {number} later
 */
export function dayBegins(date, later) {
  const [year, month, day] = date.split("-").map(Number);
  if (!year || !month || !day) return "";
  return new Date(year, month - 1, day + later).toISOString();
}
