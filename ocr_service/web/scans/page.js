// The list of scans: filters kept in the address, more rows on demand, live states.

import { call, keepLooking, withQuery } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { isComposing, isTyping } from "../static/keys.js";
import { isMoving, stateLabel } from "../static/scans.js";
import { fillForms, formTitle } from "../static/templates.js";
import { t } from "../static/texts.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */

const filters = byIdAs("filters", HTMLFormElement);
const more = byIdAs("more", HTMLButtonElement);
const FIRST = 50;

/** @type {ScanRow[]} */
let shown = [];
/** @type {string | null} */
let cursor = null;

/** @returns {Record<string, string>} */
function wanted() {
  const given = Object.fromEntries([...new FormData(filters)].map(([name, value]) => [name, String(value).trim()]));
  // The day begins where the person is, not in Greenwich.
  return given.since ? { ...given, since: new Date(`${given.since}T00:00`).toISOString() } : given;
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
  fill(byId("rows"), ...shown.map(row));
  links().find((link) => link.pathname === held)?.focus();
  byId("none").hidden = shown.length > 0;
  more.hidden = cursor === null;
  byId("count").textContent = t(cursor === null ? "scans.count" : "scans.count_first", { n: shown.length });
}

/** @param {ScanRow} scan */
function row(scan) {
  const note = scan.erp_reason || scan.reasons.map((reason) => reason.text).join(" ");
  return h("tr", {},
    h("td", {}, h("a", { href: `/scans/${scan.id}` }, scan.file_name)),
    h("td", {}, stateLabel(scan)),
    h("td", {}, formTitle(scan)),
    h("td", { class: "figures" }, scan.erp_reference ?? scan.client_reference ?? ""),
    h("td", {}, note),
    h("td", { class: "number soft", title: fullTime(scan.created_at) }, shortTime(scan.created_at)));
}

/** @returns {HTMLAnchorElement[]} */
function links() {
  return [...byId("rows").querySelectorAll("a")];
}

/** @param {number} step */
function moveFocus(step) {
  const all = links();
  const here = all.findIndex((link) => link === document.activeElement);
  all[Math.max(0, Math.min(all.length - 1, here + step))]?.focus();
}

function applyFilters() {
  shown = [];
  writeAddress();
  void refresh().catch(tellProblem);
}

function writeAddress() {
  const plain = Object.fromEntries([...new FormData(filters)].map(([name, value]) => [name, String(value)]));
  history.replaceState(null, "", withQuery(location.pathname, plain));
}

/** Filters of the address go into the controls; what was typed before this script ran stays. */
function readAddress() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const control = filters.elements.namedItem(name);
    const fits = control instanceof HTMLInputElement || control instanceof HTMLSelectElement;
    if (fits && !control.value) control.value = value;
  }
}

async function start() {
  await fillForms(/** @type {HTMLSelectElement} */ (filters.elements.namedItem("template")));
  readAddress();
  writeAddress();
  keepLooking(() => refresh(), { soonest: 1500, latest: 20000 });
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
filters.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(applyFilters, 250);
});
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(applyFilters));
more.addEventListener("click", () => void loadMore().catch(tellProblem));
document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    filters.querySelector("input")?.focus();
  }
  if (event.key === "j") moveFocus(1);
  if (event.key === "k") moveFocus(-1);
});
void start().catch(tellProblem);
