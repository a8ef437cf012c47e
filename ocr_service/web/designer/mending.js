// From what is wrong to where it is mended: which panel, which page, which control.

/** @typedef {{parts: string[], place: string, text: string}} Mending what is wrong with which parts, at which key it is mended */

/** @param {string} part */
export function tabOf(part) {
  if (part.startsWith("rules.")) return "rules";
  return part === "" || /^pages\.\d+$/.test(part) ? "form" : "zones";
}

/** The page that a problem is of as a whole; 0 of others. @param {string} part */
export function pageOf(part) {
  const number = /^pages\.(\d+)$/.exec(part)?.[1];
  return number === undefined ? 0 : Number(number) + 1;
}

/** The control of a key, or of what it lies in. @param {string} place @returns {HTMLElement | null} */
function controlAt(place) {
  const steps = place.split(".");
  while (steps.length) {
    const found = document.getElementById(`in-${steps.join("-")}`);
    if (found) return found;
    if (steps.at(-1) === "read") return document.getElementById("in-type");
    steps.pop();
  }
  return null;
}

/** @param {HTMLElement} panel @param {Mending} problem */
export function focusOn(panel, { parts: [part = ""], place }) {
  const rule = part.startsWith("rules.") ? panel.querySelector(`[data-rule="${part.slice(6)}"]`) : panel;
  const control = controlAt(place) ?? (rule ?? panel).querySelector("input, select, .slot");
  if (!(control instanceof HTMLElement)) return;
  control.scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
}

/** Controls of what is wrong say so. @param {readonly Mending[]} problems */
export function markWrong(problems) {
  for (const { place } of problems) {
    const control = place ? controlAt(place) : null;
    control?.setAttribute("aria-invalid", "true");
  }
}
