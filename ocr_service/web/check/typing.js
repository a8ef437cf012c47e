// Fields typed from their pictures alone, as a pure reducer: double keying, the random audit, and where two differ.
// A key that means nothing here gives back the very same state, so that the browser may do its own with it.

/**
 * @typedef {object} Entry one field
 * @property {string} scan
 * @property {string} path
 * @property {string} type
 * @property {{value: string, label: string}[]} options what is picked by number instead of typed
 * @property {boolean} several whether more than one option may be ticked; `text` then holds them with "," between
 * @property {readonly string[]} between two texts to decide between; empty where it is typed blind
 * @property {string} text what stands in the box
 * @property {boolean} touched whether anything was chosen or typed: blank may be what was meant
 * @property {boolean} done
 * @property {string} refusal why it was not taken; empty where it was
 *
 * @typedef {"" | "save" | "finish" | "leave" | "help"} Task what the page must do now
 *
 * @typedef {object} Typing
 * @property {readonly Entry[]} entries
 * @property {number} at `entries.length` where all are done
 * @property {number} saving the entry that `save` is about
 * @property {Task} task
 *
 * @typedef {import("../static/keys.js").Key} Key
 */

const ANSWERED = new Set(["tick", "seal", "signature"]);

/** @param {readonly Entry[]} entries @returns {Typing} */
export function openTyping(entries) {
  return { entries, at: nextOpen(entries, -1), saving: -1, task: "" };
}

/** What tells a field from all others. @param {{scan: string, path: string}} field */
export function keyOf({ scan, path }) {
  return `${scan} ${path}`;
}

/** @param {Typing} typing @returns {Entry | undefined} */
export function current(typing) {
  return typing.entries[typing.at];
}

/** @param {Typing} typing how many are still to be typed */
export function left(typing) {
  return typing.entries.filter((entry) => !entry.done).length;
}

/** @param {Typing} typing @param {Key} key @returns {Typing} */
export function press(typing, key) {
  if (key.composing) return typing;
  if (key.ctrl) return key.key.toLowerCase() === "z" && !current(typing)?.text ? back(typing) : typing;
  switch (key.key) {
    case "Enter":
      return key.shift ? typing : confirm(typing);
    case "ArrowUp":
      return choose(typing, 0);
    case "ArrowDown":
      return choose(typing, 1);
    case "Escape":
      return current(typing)?.text ? clear(typing) : { ...typing, task: "leave" };
    case "F1":
      return { ...typing, task: "help" };
    case "F8":
      return later(typing);
    default:
      return pressDigit(typing, key);
  }
}

/** @param {Typing} typing @param {string} text @returns {Typing} */
export function type(typing, text) {
  return withEntry(typing, typing.at, { text, touched: true, refusal: "" });
}

/** One of the two texts is taken over into the box. @param {Typing} typing @param {number} index @returns {Typing} */
export function choose(typing, index) {
  const text = current(typing)?.between[index];
  return text === undefined ? typing : type(typing, text);
}

/** An option was ticked or unticked. @param {Typing} typing @param {number} index @returns {Typing} */
export function pick(typing, index) {
  const entry = current(typing);
  const option = entry?.options[index];
  if (!entry || !option) return typing;
  if (!entry.several) return type(typing, entry.text === option.value && !ANSWERED.has(entry.type) ? "" : option.value);
  const ticked = new Set(entry.text ? entry.text.split(",") : []);
  if (!ticked.delete(option.value)) ticked.add(option.value);
  return type(typing, entry.options.map((one) => one.value).filter((one) => ticked.has(one)).join(","));
}

/** The server did not take it. @param {Typing} typing @param {string} path @param {string} scan @param {string} refusal @returns {Typing} */
export function refuse(typing, scan, path, refusal) {
  const at = typing.entries.findIndex((entry) => entry.scan === scan && entry.path === path);
  return at < 0 ? typing : { ...withEntry(typing, at, { done: false, refusal }), at };
}

/** Others come behind those that are there already. @param {Typing} typing @param {readonly Entry[]} more @returns {Typing} */
export function append(typing, more) {
  const known = new Set(typing.entries.map((entry) => `${entry.scan} ${entry.path}`));
  const fresh = more.filter((entry) => !known.has(`${entry.scan} ${entry.path}`));
  if (!fresh.length) return typing;
  const entries = [...typing.entries, ...fresh];
  return { ...typing, entries, at: current(typing) ? typing.at : nextOpen(entries, -1) };
}

/** The page has begun what `task` asked for. @param {Typing} typing @returns {Typing} */
export function taken(typing) {
  return { ...typing, task: "" };
}

/** The value that the typed text stands for, as the API takes it. @param {Entry} entry */
export function valueOf(entry) {
  if (entry.several) return entry.text ? entry.text.split(",") : [];
  if (ANSWERED.has(entry.type)) return entry.text === "true";
  return entry.text === "" ? null : entry.text;
}

/** @param {Typing} typing @returns {Typing} */
function clear(typing) {
  return withEntry(typing, typing.at, { text: "", touched: false, refusal: "" });
}

/** @param {Typing} typing @returns {Typing} */
function confirm(typing) {
  const entry = current(typing);
  if (!entry) return { ...typing, task: "finish" };
  // Yes and no are never meant by saying nothing, and neither is one of two texts.
  if (!entry.touched && (ANSWERED.has(entry.type) || entry.between.length)) return typing;
  const next = withEntry(typing, typing.at, { done: true, refusal: "" });
  return { ...next, at: nextOpen(next.entries, typing.at), saving: typing.at, task: "save" };
}

/** The one that was typed before. @param {Typing} typing @returns {Typing} */
export function back(typing) {
  const at = typing.entries.findLastIndex((entry, index) => index < typing.at && entry.done);
  return at < 0 ? typing : { ...withEntry(typing, at, { done: false }), at };
}

/** Left to the end, or to somebody else. @param {Typing} typing @returns {Typing} */
function later(typing) {
  const entry = current(typing);
  if (!entry || left(typing) < 2) return typing;
  const entries = [...typing.entries.filter((one) => one !== entry), { ...entry, text: "", touched: false, refusal: "" }];
  return { ...typing, entries, at: nextOpen(entries, typing.at - 1) };
}

/** @param {Typing} typing @param {Key} key @returns {Typing} */
function pressDigit(typing, key) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(key.code ?? "")?.[1] ?? (/^[1-9]$/.test(key.key) ? key.key : "");
  return digit && !key.alt && current(typing)?.options.length ? pick(typing, Number(digit) - 1) : typing;
}

/** @param {readonly Entry[]} entries @param {number} after @returns {number} */
function nextOpen(entries, after) {
  const later = entries.findIndex((entry, index) => index > after && !entry.done);
  const any = later >= 0 ? later : entries.findIndex((entry) => !entry.done);
  return any >= 0 ? any : entries.length;
}

/** @param {Typing} typing @param {number} at @param {Partial<Entry>} change @returns {Typing} */
function withEntry(typing, at, change) {
  return { ...typing, entries: typing.entries.map((entry, index) => (index === at ? { ...entry, ...change } : entry)) };
}
