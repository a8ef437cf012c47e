// The keys that pages of administration have in common.

import { isComposing, isTyping } from "../static/keys.js";

/**
 * Keys of a page of administration: `n` presses the button that adds, `/` goes to the search box, j and k along rows.
 * @param {{add?: HTMLElement | null, search?: HTMLElement | null, rows?: HTMLElement | null}} places
 */
export function listenForKeys({ add, search, rows }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isComposing(event) || isTyping(event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "n" && add) {
      event.preventDefault();
      add.click();
    }
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    }
    if (rows && (event.key === "j" || event.key === "k")) step(rows, event.key === "j" ? 1 : -1);
  });
}

/** @param {HTMLElement} rows @param {number} by */
function step(rows, by) {
  /** @type {HTMLElement[]} */
  const places = [...rows.querySelectorAll("tr")].map((row) => /** @type {HTMLElement | null} */ (row.querySelector("a, button"))).filter((one) => one !== null);
  const here = places.findIndex((one) => one.closest("tr") === document.activeElement?.closest("tr"));
  places[Math.max(0, Math.min(places.length - 1, here + by))]?.focus();
}
