// Loaded before the page is drawn: a form sent before the page's modules listen is held and sent again once they do.
// Otherwise the browser would send it by itself, as an address, and what was typed (a password too) would stand in it.

/** @type {[HTMLFormElement, HTMLElement | null] | null} */
let held = null;

/** @param {SubmitEvent} event */
function hold(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.target instanceof HTMLFormElement) held = [event.target, event.submitter];
}

document.addEventListener("submit", hold, { capture: true });
document.addEventListener("DOMContentLoaded", () => {
  document.removeEventListener("submit", hold, { capture: true });
  if (held) held[0].requestSubmit(held[1]);
});
