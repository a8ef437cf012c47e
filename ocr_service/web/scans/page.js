// My scans: where each is, what came back and why, what the ERP said. Filters stand in the address; states move live.

import { call, keepLooking, withQuery } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill } from "../static/dom.js";
import { isComposing, isTyping } from "../static/keys.js";
import { isMoving } from "../static/scans.js";
import { fillForms } from "../static/templates.js";
import { t } from "../static/texts.js";
import { scanRow } from "./rows.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */

const filters = byIdAs("filters", HTMLFormElement);
const more = byIdAs("more", HTMLButtonElement);
const FIRST = 50;
const TYPED = ["q", "template", "state", "site", "since", "until", "device"];

/** @type {ScanRow[]} */
let shown = [];
/** @type {string | null} */
let cursor = null;

/** @returns {Record<string, string>} the filters as they are typed */
function typed() {
  return Object.fromEntries([...new FormData(filters)].map(([name, value]) => [name, String(value).trim()]));
}

/** @returns {Record<string, string>} the filters as the API takes them */
function wanted() {
  const given = typed();
  // The day begins where the person is, not in Greenwich, and the last one counts in full.
  if (given.since) given.since = new Date(`${given.since}T00:00`).toISOString();
  if (given.until) {
    const next = new Date(`${given.until}T00:00`);
    next.setDate(next.getDate() + 1);
    given.until = next.toISOString();
  }
  return given;
}

/** @param {string | null} after @param {number} limit */
async function load(after, limit) {
  const asked = wanted();
  const answer = await call("GET", withQuery("/scans", { ...asked, cursor: after, limit }));
  // An answer to an older question must not overwrite a newer one.
  return JSON.stringify(asked) === JSON.stringify(wanted()) ? answer : null;
}

async function refresh() {
  const answer = await load(null, Math.min(200, Math.max(FIRST, shown.length)));
  if (!answer) return true;
  // Rows beyond what one request brings stay as they were.
  const kept = shown.slice(answer.items.length);
  shown = [...answer.items, ...kept];
  if (!kept.length) cursor = answer.next_cursor;
  draw();
  return shown.some((scan) => isMoving(scan.state));
}

async function loadMore() {
  const answer = await load(cursor, FIRST);
  if (!answer) return;
  shown = [...shown, ...answer.items];
  cursor = answer.next_cursor;
  draw();
}

function draw() {
  const held = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.pathname : "";
  const everybodys = typed().mine !== "true";
  fill(byId("rows"), ...shown.map((scan) => scanRow(scan, { everybodys })));
  links().find((link) => link.pathname === held)?.focus();
  // Nothing was asked for and nothing is there: that is the beginning, not a search that found nothing.
  const asked = Object.entries(typed()).some(([name, value]) => name !== "mine" && value);
  byId("none").hidden = shown.length > 0 || !asked;
  byId("none-yet").hidden = shown.length > 0 || asked;
  more.hidden = cursor === null;
  byId("count").textContent = t(cursor === null ? "scans.count" : "scans.count_first", { n: shown.length });
}

/** @returns {HTMLAnchorElement[]} */
function links() {
  return [...byId("rows").querySelectorAll(/** @type {"a"} */ ("a.file"))];
}

/** @param {number} step */
function moveFocus(step) {
  const all = links();
  const here = all.findIndex((link) => link === document.activeElement);
  all[Math.max(0, Math.min(all.length - 1, here + step))]?.focus();
}

function applyFilters() {
  shown = [];
  history.replaceState(null, "", withQuery(location.pathname, typed()));
  void refresh().catch(tellProblem);
}

/** Filters of the address go into the controls; what was typed before this script ran stays. */
function readAddress() {
  const given = new URLSearchParams(location.search);
  setRadio("mine", given.get("mine") ?? (given.size ? "false" : filters.dataset.mine ?? "false"));
  setRadio("group", given.get("group") ?? "");
  // A scan's own page leads here with its device; who looks for nothing like that needs no field for it.
  byId("device").hidden = !given.get("device");
  for (const name of TYPED) {
    const control = filters.elements.namedItem(name);
    const fits = control instanceof HTMLInputElement || control instanceof HTMLSelectElement;
    if (fits && !control.value) control.value = given.get(name) ?? "";
  }
}

/** @param {string} name @param {string} value */
function setRadio(name, value) {
  // A list of radio buttons has a value, too; but Chromium does not choose the one that is empty by it.
  for (const radio of filters.querySelectorAll(/** @type {"input"} */ (`input[name=${name}]`))) radio.checked = radio.value === value;
}

function clear() {
  for (const name of TYPED) {
    const control = filters.elements.namedItem(name);
    if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = "";
  }
  setRadio("group", "");
  applyFilters();
}

async function start() {
  await fillForms(/** @type {HTMLSelectElement} */ (filters.elements.namedItem("template")));
  readAddress();
  history.replaceState(null, "", withQuery(location.pathname, typed()));
  keepLooking(() => refresh(), { soonest: 1500, latest: 20000 });
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
filters.addEventListener("input", (event) => {
  clearTimeout(typing);
  // What is typed letter by letter is looked for when the person pauses.
  typing = setTimeout(applyFilters, isTyping(event.target) ? 250 : 0);
});
filters.addEventListener("submit", (event) => event.preventDefault());
byId("clear").addEventListener("click", clear);
more.addEventListener("click", () => void loadMore().catch(tellProblem));
document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    filters.querySelector(/** @type {"input"} */ ("input[name=q]"))?.focus();
  }
  if (event.key === "m") {
    setRadio("mine", typed().mine === "true" ? "false" : "true");
    applyFilters();
  }
  if (event.key === "j") moveFocus(1);
  if (event.key === "k") moveFocus(-1);
});
void start().catch(tellProblem);
