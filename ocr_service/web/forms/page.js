// The list of forms: times in the person's language, keys from one form to the next.

import { writeTimes } from "../static/format.js";
import { isComposing, isTyping } from "../static/keys.js";

writeTimes(document);

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".shelf h2 a")]);
  const here = links.findIndex((link) => link === document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, here + step))]?.focus();
});
