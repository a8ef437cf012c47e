// The reference: finding an operation by words, opening what a link points at.

import { byIdAs } from "../static/dom.js";

const find = byIdAs("find", HTMLInputElement);

function sift() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const operation of document.querySelectorAll(".operation")) {
    if (!(operation instanceof HTMLElement)) continue;
    const text = (operation.dataset.words ?? "").toLowerCase();
    operation.hidden = !words.every((word) => text.includes(word));
  }
}

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

find.addEventListener("input", sift);
window.addEventListener("hashchange", openTarget);
openTarget();
