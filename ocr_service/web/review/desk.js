// The review desk as a value, and what changes it besides keys: typing, and the server's answers. It knows neither the
// page nor the server.

import { isChanged, isLocked, isOpen } from "./desk_field.js";

/** @typedef {import("./desk_field.js").DeskField} DeskField */
/** @typedef {import("./desk_field.js").Completion} Completion */

/**
 * @typedef {"" | "accept" | "key_again" | "skip" | "reject" | "undo_accept" | "help"} Task what the page must do now
 *
 * @typedef {object} Desk
 * @property {readonly DeskField[]} fields in reading order
 * @property {number} at the field in hand; `fields.length` is the last step, accepting
 * @property {readonly {at: number, field: DeskField}[]} done what undo brings back, the latest last
 * @property {string} digit a number key that picked an alternative and may yet be the first typed character
 * @property {Task} task
 */

/** @param {readonly DeskField[]} fields @returns {Desk} */
export function openDesk(fields) {
  return { fields, at: nextDoubtful(fields, -1), done: [], digit: "", task: "" };
}

/** The text in the box was changed by hand. @param {Desk} desk @param {string} text @returns {Desk} */
export function type(desk, text) {
  return withField(desk, { text, confirmed: false, refusal: "", conflict: null, chosen: -1 });
}

/**
 * The look-up list was asked for what fits the field's text; the answer is late where the text has changed since.
 * @param {Desk} desk @param {string} path @param {string} text @param {readonly Completion[]} completions
 * @returns {Desk}
 */
export function offer(desk, path, text, completions) {
  const asked = desk.fields.find((field) => field.path === path);
  if (asked?.text !== text || (!completions.length && !asked.completions.length)) return desk;
  return { ...desk, fields: desk.fields.map((field) => (field.path === path ? { ...field, completions, chosen: -1 } : field)) };
}

/** @param {Desk} desk @param {number} at @returns {Desk} */
export function goTo(desk, at) {
  if (at < 0 || at > desk.fields.length || at === desk.at) return desk;
  return { ...desk, at, digit: "" };
}

/** The page has begun what `task` asked for. @param {Desk} desk @returns {Desk} */
export function taken(desk) {
  return { ...desk, task: "" };
}

/**
 * The server took the value of the field `path` and judged every field anew: a rule may now speak against another one.
 * @param {Desk} desk
 * @param {string} path
 * @param {readonly {path: string, saved: string, doubtful: boolean}[]} judged all fields, as the server has them
 * @returns {Desk}
 */
export function judge(desk, path, judged) {
  const fields = desk.fields.map((field) => {
    const now = judged.find((one) => one.path === field.path);
    if (!now) return field;
    if (field.path !== path) return { ...field, saved: now.saved, doubtful: now.doubtful || isChanged(field) || field.conflict !== null };
    // What was typed since the value left for the server is not overwritten.
    if (!field.confirmed) return { ...field, saved: now.saved };
    return { ...field, saved: now.saved, text: now.saved, refusal: "", doubtful: now.doubtful, confirmed: !now.doubtful };
  });
  return { ...desk, fields, at: desk.at === desk.fields.length ? nextDoubtful(fields, -1) : desk.at };
}

/**
 * The server did not take the value: the field is doubtful again and says why.
 * @param {Desk} desk @param {string} path @param {string} refusal @returns {Desk}
 */
export function refused(desk, path, refusal) {
  const fields = desk.fields.map((field) =>
    field.path === path ? { ...field, refusal, doubtful: true, confirmed: false } : field,
  );
  return { ...desk, fields, at: desk.at === desk.fields.length ? nextDoubtful(fields, -1) : desk.at };
}

/** @param {Desk} desk @returns {DeskField | undefined} the field in hand; none on the last step */
export function current(desk) {
  return desk.fields[desk.at];
}

/** @param {Desk} desk how many fields still want a look */
export function left(desk) {
  return desk.fields.filter(isOpen).length;
}

/** @param {readonly DeskField[]} fields @param {number} after @returns {number} */
export function nextDoubtful(fields, after) {
  const later = fields.findIndex((field, index) => index > after && isOpen(field));
  const any = later >= 0 ? later : fields.findIndex(isOpen);
  return any >= 0 ? any : fields.length;
}

/** @param {Desk} desk @param {Partial<DeskField>} change @returns {Desk} */
export function withField(desk, change) {
  const here = current(desk);
  if (!here || isLocked(here)) return desk;
  const fields = desk.fields.map((field, index) => (index === desk.at ? { ...field, ...change } : field));
  return { ...desk, fields, digit: "" };
}
