// Deliveries: what was sent, what waits, what was given up and why; sending again, one or many.

import { call, keepLooking, withQuery } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { t } from "../static/texts.js";
import { fillForms } from "../static/templates.js";
import { control, run, sure } from "../static/dialogs.js";
import { listenForKeys } from "./keyboard.js";
import { deliveryState, failureText, showDelivery } from "./delivery_parts.js";

/** @typedef {import("./delivery_parts.js").Delivery} Delivery */

const { mayReplay } = byId("head").dataset;
const SCAN = /^scan_[0-9a-z]{26}$/;
const filters = byIdAs("filters", HTMLFormElement);
const rows = byId("rows");
const more = byIdAs("more", HTMLButtonElement);
const replay = byIdAs("replay", HTMLButtonElement);
const replayAll = byIdAs("replay-all", HTMLButtonElement);
const chooseAll = byIdAs("choose-all", HTMLInputElement);
/** @type {Delivery[]} */
let shown = [];
/** @type {string | null} */
let cursor = null;
/** @type {Set<string>} */
const chosen = new Set();

/** @returns {Record<string, string>} */
function asked() {
  const given = Object.fromEntries([...new FormData(filters)].map(([name, value]) => [name, String(value).trim()]));
  // Pages of a scan lead here by its number, which stands in no value on it.
  return SCAN.test(given.q ?? "") ? { ...given, q: "", scan: given.q ?? "" } : given;
}

/** @returns {Promise<boolean>} whether something is under way */
async function refresh() {
  const before = JSON.stringify(asked());
  const page = await call("GET", withQuery("/deliveries", { ...asked(), limit: Math.max(50, Math.min(200, shown.length)) }));
  if (before !== JSON.stringify(asked())) return true;
  take(page.items, page.next_cursor);
  return shown.some((one) => one.state === "sending" || one.state === "waiting");
}

async function loadMore() {
  const page = await call("GET", withQuery("/deliveries", { ...asked(), cursor }));
  take([...shown, ...page.items], page.next_cursor);
}

/** @param {Delivery[]} items @param {string | null} next */
function take(items, next) {
  shown = items;
  cursor = next;
  const focused = document.activeElement?.closest("tr")?.dataset.id;
  fill(rows, ...shown.map(row));
  if (focused) /** @type {HTMLElement | null} */ (rows.querySelector(`tr[data-id="${focused}"] button`))?.focus();
  more.hidden = cursor === null;
  byId("none").hidden = shown.length > 0;
  byId("count").textContent = t(cursor ? "admin.deliveries.first" : "admin.deliveries.all", { n: shown.length });
  for (const id of chosen) if (!shown.some((one) => one.id === id)) chosen.delete(id);
  drawActs();
}

/** @param {Delivery} one */
function row(one) {
  const box = h("input", { type: "checkbox", checked: chosen.has(one.id), "aria-label": t("admin.deliveries.choose"), onchange: () => choose(one.id, box.checked) });
  const again = one.state === "dead" || one.state === "delivered" || one.state === "waiting";
  return h("tr", { "data-id": one.id },
    h("td", {}, mayReplay === "true" && again && box),
    h("td", {}, deliveryState(one)),
    h("td", { class: "what" }, h("button", { type: "button", class: "link", onclick: run(() => open(one)) }, t(`admin.deliveries.event.${one.event}`)), " · ",
      h("a", { href: `/scans/${one.scan_id}`, title: one.scan_name ?? "" }, one.scan_name ?? t("admin.deliveries.the_scan"))),
    h("td", { class: "name" }, one.endpoint_name ?? h("span", { class: "figures soft" }, one.endpoint_id.slice(-6))),
    h("td", {}, failureText(one)),
    h("td", { class: "number", "data-label": t("admin.deliveries.tries") }, String(one.tries)),
    h("td", { class: "soft moment", title: fullTime(one.created_at) }, shortTime(one.delivered_at ?? one.next_try_at ?? one.created_at)));
}

/** @param {string} id @param {boolean} on */
function choose(id, on) {
  if (on) chosen.add(id);
  else chosen.delete(id);
  drawActs();
}

function drawActs() {
  const endpoint = asked().endpoint ?? "";
  replay.hidden = mayReplay !== "true";
  replay.disabled = chosen.size === 0;
  fill(replay, t("admin.deliveries.replay_chosen", { n: chosen.size }));
  const dead = shown.some((one) => one.state === "dead" && one.endpoint_id === endpoint);
  replayAll.hidden = mayReplay !== "true" || endpoint === "" || !dead;
  const choosable = rows.querySelectorAll("input").length;
  chooseAll.checked = choosable > 0 && chosen.size === choosable;
  chooseAll.disabled = choosable === 0;
}

async function replayChosen() {
  const ids = [...chosen];
  const question = t("admin.deliveries.replay_sure", { n: ids.length });
  if (!(await sure(question, { note: t("admin.deliveries.replay_note"), yes: t("admin.deliveries.again") }))) return;
  for (const id of ids) {
    await call("POST", `/deliveries/${id}/replay`);
    chosen.delete(id);
  }
  tell("sure", t("admin.deliveries.replayed", { n: ids.length }));
  lookNow();
}

async function replayReceiver() {
  const endpoint = asked().endpoint ?? "";
  const question = t("admin.deliveries.replay_all_sure", { name: control(filters, "endpoint", HTMLSelectElement).selectedOptions[0]?.text ?? "" });
  if (!(await sure(question, { note: t("admin.deliveries.replay_note"), yes: t("admin.deliveries.again") }))) return;
  const { replayed } = await call("POST", `/webhook-endpoints/${endpoint}/replay`);
  tell("sure", t("admin.deliveries.replayed", { n: replayed }));
  lookNow();
}

/** @param {Delivery} one */
async function open(one) {
  await showDelivery(one, mayReplay === "true" ? lookNow : undefined);
}

/** Filters of the address go into the controls. */
function readAddress() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const box = filters.elements.namedItem(name === "scan" ? "q" : name);
    if (box instanceof HTMLInputElement || box instanceof HTMLSelectElement) box.value = value || box.value;
  }
}

function apply() {
  shown = [];
  chosen.clear();
  history.replaceState(null, "", withQuery(location.pathname, asked()));
  lookNow();
}

let lookNow = () => {};

async function start() {
  await fillForms(control(filters, "template", HTMLSelectElement));
  readAddress();
  lookNow = keepLooking(() => refresh(), { soonest: 2000, latest: 20000 });
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
filters.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(apply, 250);
});
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(apply));
more.addEventListener("click", run(loadMore));
replay.addEventListener("click", run(replayChosen));
replayAll.addEventListener("click", run(replayReceiver));
chooseAll.addEventListener("change", () => {
  const on = chooseAll.checked;
  for (const box of rows.querySelectorAll("input")) {
    box.checked = on;
    choose(box.closest("tr")?.dataset.id ?? "", on);
  }
});
listenForKeys({ search: control(filters, "q", HTMLInputElement), rows });
void start().catch(tellProblem);
