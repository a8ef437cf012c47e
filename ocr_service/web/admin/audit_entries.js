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
 * @property {boolean} subject_gone
 * @property {string | null} path
 * @property {Record<string, unknown> | null} old
 * @property {Record<string, unknown> | null} new
 * @property {Record<string, string>} names of the identifiers in `old` and `new`
 */

/**
 * What people call the parts of an entry, and how they say their values; the rest is told as it is kept.
 * @typedef {Record<string, {label: string, say?: (value: string) => string}>} Words
 *
 * How the language writes them: what stands after a label, between the entries of a list, and for true and false.
 * @typedef {{colon: string, comma: string, yes: string, no: string}} Marks
 */

/** @type {Marks} */
const PLAIN = { colon: ": ", comma: ", ", yes: "true", no: "false" };
const LONGEST = 200;
const IDENTIFIER = /^(?:user:)?([a-z]{1,8}_[0-9a-z]{26})$/;

// What only programs compare; it stands in the export.
const FOR_PROGRAMS = new Set(["comment", "delivery", "file_sha256", "result_version", "sent", "turn"]);

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
 * stands in the export. What has neither a name nor a value is left out.
 * @param {{old: Record<string, unknown> | null, new: Record<string, unknown> | null, names?: Record<string, string>}} entry
 * @param {Words} [words]
 * @param {Marks} [marks]
 */
export function changes(entry, words = {}, marks = PLAIN) {
  const names = entry.names ?? {};
  return compare("", entry.old ?? {}, entry.new ?? {}).join(" · ");

  /**
   * @param {string} within
   * @param {Record<string, unknown>} before
   * @param {Record<string, unknown>} after
   * @returns {string[]}
   */
  function compare(within, before, after) {
    const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return parts.filter((name) => !FOR_PROGRAMS.has(name)).flatMap((name) => {
      const [old, now] = [before[name], after[name]];
      if (JSON.stringify(old) === JSON.stringify(now)) return [];
      if (isGroup(old) && isGroup(now)) return compare(`${within}${name}.`, old, now);
      if (isGroup(old) || isGroup(now)) return [];
      const { label = `${within}${name}`, say = undefined } = words[name] ?? {};
      const said = (/** @type {unknown} */ value) => spell(value, say);
      if (name in before && name in after) return [`${label}${marks.colon}${said(old) || "–"} → ${said(now) || "–"}`];
      const told = said(name in after ? now : old);
      return told ? [`${label}${marks.colon}${told}`] : [];
    });
  }

  /** @param {unknown} value @param {(value: string) => string} [say] @returns {string} empty for nothing */
  function spell(value, say = (told) => told) {
    if (value === null || value === undefined || value === "") return "";
    if (Array.isArray(value)) return value.map((one) => spell(one, say)).filter(Boolean).join(marks.comma);
    if (typeof value === "boolean") return value ? marks.yes : marks.no;
    const code = typeof value === "object" && "code" in value ? value.code : value;
    if (typeof code === "object") return JSON.stringify(code).slice(0, LONGEST);
    const text = String(code);
    const identifier = IDENTIFIER.exec(text)?.[1];
    const told = identifier ? names[identifier] ?? "" : names[text] ?? say(text);
    return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isGroup(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
