// The keys of the review desk, as a pure reducer: (desk, key) -> desk.
// A key that means nothing here gives back the very same desk, so that the browser may do its own with it.

import { current, goTo, nextDoubtful, withField } from "./desk.js";
import { choicesOf, isChanged, isChoosing, isLocked, mayPick, offersList, toggle } from "./desk_field.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk_field.js").DeskField} DeskField */
/** @typedef {import("../static/keys.js").Key} Key */

/** @param {Desk} desk @param {Key} key @returns {Desk} */
export function press(desk, key) {
  if (key.composing) return desk;
  if (key.ctrl && !key.alt && key.key.toLowerCase() === "z") return undo(desk);
  if (key.ctrl) return desk;
  switch (key.key) {
    case "Enter":
      return key.shift ? desk : confirm(desk);
    case "ArrowDown":
      return choose(desk, 1) ?? goTo(desk, desk.at + 1);
    case "ArrowUp":
      return choose(desk, -1) ?? goTo(desk, desk.at - 1);
    case "Escape":
      return isChoosing(current(desk)) ? withField(desk, { chosen: -1 }) : putBack(desk);
    case "F1":
      return { ...desk, task: "help" };
    case "F7":
      return current(desk)?.keying === "agreed" ? { ...desk, task: "key_again" } : desk;
    case "F8":
      return { ...desk, task: "skip" };
    case "F9":
      return { ...desk, task: "reject" };
    default:
      return pressCharacter(desk, key);
  }
}

/**
 * While a look-up list is offered, the arrows go through it, and above its first entry back to the box.
 * @param {Desk} desk @param {1 | -1} by @returns {Desk | null} null where the arrows go to other fields
 */
function choose(desk, by) {
  const field = current(desk);
  if (!field || !offersList(field) || (by < 0 && field.chosen < 0)) return null;
  return withField(desk, { chosen: Math.min(field.chosen + by, choicesOf(field).length - 1) });
}

/** @param {Desk} desk @returns {Desk} */
function confirm(desk) {
  const field = current(desk);
  if (!field) {
    const open = nextDoubtful(desk.fields, -1);
    return open < desk.fields.length ? goTo(desk, open) : { ...desk, task: "accept" };
  }
  // Whose value it shall be only the person can say.
  if (field.conflict) return desk;
  if (isLocked(field)) return goTo(desk, nextDoubtful(desk.fields, desk.at));
  const text = isChoosing(field) ? choicesOf(field)[field.chosen] : field.text;
  const next = withField(desk, { text, confirmed: true, refusal: "", completions: [], chosen: -1 });
  return { ...next, at: nextDoubtful(next.fields, desk.at), done: [...desk.done, { at: desk.at, field }] };
}

/** The latest confirmation, or the latest accepted form, is taken back. @param {Desk} desk @returns {Desk} */
function undo(desk) {
  const field = current(desk);
  // Inside a box that was typed into, undo is the browser's.
  if (field && isChanged(field) && !field.confirmed) return desk;
  const last = desk.done.at(-1);
  if (!last) return { ...desk, task: "undo_accept" };
  const fields = desk.fields.map((other, index) =>
    index === last.at ? { ...last.field, saved: other.saved, confirmed: false } : other,
  );
  return { ...desk, fields, at: last.at, done: desk.done.slice(0, -1), digit: "" };
}

/** @param {Desk} desk @returns {Desk} */
function putBack(desk) {
  const field = current(desk);
  if (!field || !isChanged(field)) return desk;
  return withField(desk, { text: field.saved, refusal: "", conflict: null });
}

/** @param {Desk} desk @param {Key} key @returns {Desk} */
function pressCharacter(desk, key) {
  const field = current(desk);
  if (!field) return desk;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(key.code ?? "")?.[1] ?? (/^[1-9]$/.test(key.key) ? key.key : "");
  if (digit && !key.shift && (key.alt || mayPick(field))) return pick(desk, field, Number(digit), key.alt);
  if (desk.digit && key.key.length === 1 && !key.alt) return withField(desk, { text: desk.digit + key.key });
  return desk;
}

/** @param {Desk} desk @param {DeskField} field @param {number} digit @param {boolean} [alt] @returns {Desk} */
function pick(desk, field, digit, alt) {
  const choice = choicesOf(field)[digit - 1];
  if (choice === undefined) return desk;
  if (field.conflict) return withField(desk, { text: choice, confirmed: false, refusal: "", conflict: null });
  const unticked = field.optional && field.text === choice;
  const text = field.several ? toggle(field, choice) : unticked ? "" : choice;
  const next = withField(desk, { text, confirmed: false, refusal: "", completions: [], chosen: -1 });
  return { ...next, digit: field.options.length || alt ? "" : String(digit) };
}
