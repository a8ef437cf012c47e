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
 * What people call the parts of an entry, and how they say their values; the rest is told as it is kept.
 * @typedef {Record<string, {label: string, say?: (value: string) => string}>} Words
 */

// What only programs compare; it stands in the export.
const FOR_PROGRAMS = new Set(["case", "comment", "delivery", "file_sha256", "given", "parent", "result_version", "sent", "turn"]);

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
 * What differs between before and after: `role: clerk → operator`. Of something new what is plain about it; the whole
 * stands in the export.
 * @param {{old: Record<string, unknown> | null, new: Record<string, unknown> | null}} entry
 * @param {Words} [words]
 */
export function changes(entry, words = {}) {
  return compare("", entry.old ?? {}, entry.new ?? {}, words).join(" · ");
}

/**
 * @param {string} within
 * @param {Record<string, unknown>} before
 * @param {Record<string, unknown>} after
 * @param {Words} words
 * @returns {string[]}
 */
function compare(within, before, after, words) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => !FOR_PROGRAMS.has(name)).flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    if (isGroup(old) && isGroup(now)) return compare(`${within}${name}.`, old, now, words);
    if (isGroup(old) || isGroup(now)) return [];
    const both = name in before && name in after;
    const { label = `${within}${name}`, say = undefined } = words[name] ?? {};
    const said = (/** @type {unknown} */ value) => spell(value, say);
    return [`${label}: ${both ? `${said(old)} → ${said(now)}` : said(name in after ? now : old)}`];
  });
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isGroup(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @param {(value: string) => string} [say] @returns {string} */
function spell(value, say = (told) => told) {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.length ? value.map((one) => spell(one, say)).join(", ") : "–";
  const code = typeof value === "object" && "code" in value ? value.code : value;
  const text = typeof code === "object" ? JSON.stringify(code) : say(String(code));
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
