// One field on the review desk: how it stands, and what can be picked for it.

/**
 * One field on the desk. `saved` is the value the server has, `text` what stands in the box.
 * @typedef {object} DeskField
 * @property {string} path
 * @property {string} type
 * @property {{value: string, label: string}[]} options tick boxes of a choice; empty where text is typed
 * @property {boolean} several whether more than one option may be ticked; `text` then holds them with "," between
 * @property {boolean} optional whether a single option may be unticked again
 * @property {string[]} alternatives other possible readings, the likeliest first
 * @property {string} saved
 * @property {string} text
 * @property {boolean} doubtful a person must look at it
 * @property {boolean} confirmed a person has
 * @property {"" | "held" | "agreed"} [keying] two people type it on the page Check, and nobody changes it here; `held` is still to
 *   be typed and shown to nobody, `agreed` both have
 * @property {string} refusal why the server did not take the value; empty where it did
 * @property {readonly Completion[]} completions what its look-up list has that fits the typed text
 * @property {number} chosen which of them the arrows have gone to, from 0; -1 while none
 * @property {Conflict | null} conflict somebody else has changed the field since this person typed into it
 *
 * @typedef {{mine: string, theirs: string, base: string}} Conflict `base` is the value that `mine` was typed over
 * @typedef {{text: string, more: string}} Completion `more` tells what else the list says of the entry
 */

const FIGURES = new Set(["integer", "number", "amount"]);

/** @param {DeskField} field whether it holds what the server does not have */
export function isChanged(field) {
  return field.text !== field.saved;
}

/** @param {DeskField} field whether it is for two people to type, and for nobody to change at the desk */
export function isLocked(field) {
  return Boolean(field.keying);
}

/** @param {DeskField} field */
export function isOpen(field) {
  return field.doubtful && !field.confirmed;
}

/**
 * Whether plain number keys pick for this field. Where figures are typed they are typed; Alt picks there.
 * @param {DeskField} field
 */
export function picksByDigit(field) {
  if (field.conflict || field.options.length) return true;
  return !FIGURES.has(field.type) && !offersList(field);
}

/** Once the value was changed, a plain number is typing again. @param {DeskField} field */
export function mayPick(field) {
  if (field.options.length || field.conflict) return true;
  return picksByDigit(field) && !isChanged(field);
}

/** @param {DeskField} field @returns {string[]} what number keys pick from, 1 first */
export function choicesOf(field) {
  if (field.conflict) return [field.conflict.mine, field.conflict.theirs];
  if (offersList(field)) return field.completions.map((one) => one.text).slice(0, 9);
  return (field.options.length ? field.options.map((option) => option.value) : field.alternatives).slice(0, 9);
}

/** @param {DeskField} field whether it is the look-up list that choices come from */
export function offersList(field) {
  return !field.options.length && !field.conflict && isChanged(field) && field.completions.length > 0;
}

/** @param {DeskField | undefined} field whether the arrows have gone into its look-up list */
export function isChoosing(field) {
  return field !== undefined && offersList(field) && field.chosen >= 0;
}

/** @param {DeskField} field @param {string} value @returns {string} ticked options in the form's order */
export function toggle(field, value) {
  const ticked = new Set(field.text ? field.text.split(",") : []);
  if (!ticked.delete(value)) ticked.add(value);
  return field.options.map((option) => option.value).filter((one) => ticked.has(one)).join(",");
}
