// The reference: fetching the operations, finding one by words, opening what a link points at.

import { problemOf } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs } from "../static/dom.js";

const find = byIdAs("find", HTMLInputElement);
const operations = byId("operations");

async function load() {
  const answer = await fetch(operations.dataset.from ?? "", { credentials: "same-origin" });
  if (!answer.ok) throw problemOf(answer.status, null);
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  operations.replaceChildren(...parsed.body.children);
  operations.removeAttribute("aria-busy");
  sift();
  openTarget();
}

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
  if (!(target instanceof HTMLDetailsElement)) return;
  target.open = true;
  target.scrollIntoView();
}

find.addEventListener("input", sift);
window.addEventListener("hashchange", openTarget);
load().catch(tellProblem);
