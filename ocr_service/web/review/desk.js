// The review desk as a pure reducer: (state, key) -> state. It knows neither the page nor the server.
// A key that means nothing here gives back the very same state, so that the browser may do its own with it.

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
 * @property {boolean} [locked] two people type it on the page Check: nobody changes it here
 * @property {string} refusal why the server did not take the value; empty where it did
 * @property {readonly Completion[]} completions what its look-up list has that fits the typed text
 * @property {number} chosen which of them the arrows have gone to, from 0; -1 while none
 * @property {Conflict | null} conflict somebody else has changed the field since this person typed into it
 *
 * @typedef {{mine: string, theirs: string, base: string}} Conflict `base` is the value that `mine` was typed over
 * @typedef {{text: string, more: string}} Completion `more` tells what else the list says of the entry
 *
 * @typedef {"" | "accept" | "skip" | "reject" | "undo_accept" | "help"} Task what the page must do now
 *
 * @typedef {object} Desk
 * @property {readonly DeskField[]} fields in reading order
 * @property {number} at the field in hand; `fields.length` is the last step, accepting
 * @property {readonly {at: number, field: DeskField}[]} done what undo brings back, the latest last
 * @property {string} digit a number key that picked an alternative and may yet be the first typed character
 * @property {Task} task
 *
 * @typedef {object} Key
 * @property {string} key as in KeyboardEvent
 * @property {string} [code]
 * @property {boolean} [ctrl] Control, or Command
 * @property {boolean} [alt]
 * @property {boolean} [shift]
 * @property {boolean} [composing] an input method is at work: its keys are not ours
 */

const FIGURES = new Set(["integer", "number", "amount"]);

/** @param {readonly DeskField[]} fields @returns {Desk} */
export function openDesk(fields) {
  return { fields, at: nextDoubtful(fields, -1), done: [], digit: "", task: "" };
}

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
    case "F8":
      return { ...desk, task: "skip" };
    case "F9":
      return { ...desk, task: "reject" };
    default:
      return pressCharacter(desk, key);
  }
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

/**
 * Whether plain number keys pick for this field. Where figures are typed they are typed; Alt picks there.
 * @param {DeskField} field
 */
export function picksByDigit(field) {
  if (field.conflict || field.options.length) return true;
  return !FIGURES.has(field.type) && !offersList(field);
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

/** @param {DeskField} field whether it holds what the server does not have */
export function isChanged(field) {
  return field.text !== field.saved;
}

/** @param {DeskField} field */
function isOpen(field) {
  return field.doubtful && !field.confirmed;
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

/** @param {readonly DeskField[]} fields @param {number} after @returns {number} */
function nextDoubtful(fields, after) {
  const later = fields.findIndex((field, index) => index > after && isOpen(field));
  const any = later >= 0 ? later : fields.findIndex(isOpen);
  return any >= 0 ? any : fields.length;
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
  if (field.locked) return goTo(desk, nextDoubtful(desk.fields, desk.at));
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

/** Once the value was changed, a plain number is typing again. @param {DeskField} field */
function mayPick(field) {
  if (field.options.length || field.conflict) return true;
  return picksByDigit(field) && !isChanged(field);
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

/** @param {DeskField} field @param {string} value @returns {string} ticked options in the form's order */
function toggle(field, value) {
  const ticked = new Set(field.text ? field.text.split(",") : []);
  if (!ticked.delete(value)) ticked.add(value);
  return field.options.map((option) => option.value).filter((one) => ticked.has(one)).join(",");
}

/** @param {Desk} desk @param {Partial<DeskField>} change @returns {Desk} */
function withField(desk, change) {
  if (current(desk)?.locked) return desk;
  const fields = desk.fields.map((field, index) => (index === desk.at ? { ...field, ...change } : field));
  return { ...desk, fields, digit: "" };
}
