// Loaded before the page is drawn: what is done before the page's modules listen is held and done again once they do.
// A form would otherwise be sent by the browser itself, as an address, and what was typed (a password too) would stand
// in it; a press of the help's key would be lost, and is made by those who do not know the page yet.

/** @type {[HTMLFormElement, HTMLElement | null] | null} */
let held = null;
let wantsHelp = false;

/** @param {SubmitEvent} event */
function hold(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.target instanceof HTMLFormElement) held = [event.target, event.submitter];
}

/** @param {KeyboardEvent} event */
function holdKey(event) {
  const typed = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (event.key !== "F1" && (event.key !== "?" || typed || event.isComposing)) return;
  event.preventDefault();
  wantsHelp = true;
}

document.addEventListener("submit", hold, { capture: true });
document.addEventListener("keydown", holdKey, { capture: true });
document.addEventListener("DOMContentLoaded", () => {
  document.removeEventListener("submit", hold, { capture: true });
  document.removeEventListener("keydown", holdKey, { capture: true });
  if (held) held[0].requestSubmit(held[1]);
  if (wantsHelp) document.dispatchEvent(new KeyboardEvent("keydown", { key: "F1", bubbles: true, cancelable: true }));
});
