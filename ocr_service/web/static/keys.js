// Keys: what was pressed, and whether an input method is at work on it.

/**
 * @typedef {object} Key
 * @property {string} key as in KeyboardEvent
 * @property {string} [code]
 * @property {boolean} [ctrl] Control, or Command
 * @property {boolean} [alt]
 * @property {boolean} [shift]
 * @property {boolean} [composing] an input method is at work: its keys are not ours
 */

/**
 * While an input method composes, every key belongs to it. Some browsers only say so by the key code 229,
 * and the Enter that ends a composition may come after `isComposing` has fallen.
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229 || event.key === "Process";
}

/** Is the person typing text? @param {EventTarget | null} target */
export function isTyping(target) {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
}

/** What was pressed, as a Key. @param {KeyboardEvent} event */
export function readKey(event) {
  return {
    key: event.key, code: event.code, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, shift: event.shiftKey,
    composing: isComposing(event),
  };
}
