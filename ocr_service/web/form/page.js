// One form: a version's zones over its picture, all versions, what changed between two, going back to one.

import { API, call, send, withQuery } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { isComposing, isTyping } from "../static/keys.js";
import { PagePictures } from "../static/picture.js";
import { t } from "../static/texts.js";
import { zonesOf } from "../static/zones.js";

/** @typedef {import("../static/picture.js").Outline} Outline */
/**
 * @typedef {{version: number, in_use: boolean, published_at: string, publisher: string | null, scans: number, tested: number, tested_wrong: number}} Version
 * @typedef {{text: string, zone: string | null, page: number | null, before: import("../static/zones.js").MmBox | null, after: import("../static/zones.js").MmBox | null}} Change
 */

const { name = "", mayWrite } = byId("form-head").dataset;
const path = `/templates/${encodeURIComponent(name)}`;
const pictures = new PagePictures(byId("pictures"), point, 0);
/** @type {Version[]} */
let versions = [];
let shown = 0;
let here = "";

async function start() {
  if (mayWrite === "true") fill(byId("actions"), h("button", { type: "button", class: "main", onclick: () => during(edit()) }, t("form.edit")));
  versions = (await call("GET", `${path}/versions`)).items;
  offerTwo();
  const wanted = Number(new URLSearchParams(location.search).get("version"));
  const first = versions.find((one) => one.version === wanted) ?? versions.find((one) => one.in_use) ?? versions[0];
  if (first) await show(first.version);
}

/** @param {number} version */
async function show(version) {
  shown = version;
  const detail = await call("GET", `${path}/versions/${version}`);
  if (version !== shown) return;
  const zones = zonesOf(detail.template);
  draw(detail, zones.map((zone) => outline(zone, "sure")));
  byId("shown-version").textContent = t("form.version", { n: version });
  byId("picture-says").textContent = t("form.zones_drawn");
  fill(byId("zones"), ...zones.map((zone) => h("tr", { "data-zone": zone.name },
    h("td", {}, h("button", { type: "button", onclick: () => point(zone.name) }, zone.label || zone.name)),
    h("td", {}, t(`designer.type.${zone.type || "table"}`)),
    h("td", { class: "number" }, String(zone.page)))));
  byId("zone-count").textContent = t("form.zone_count", { n: zones.length });
  byId("changes-part").hidden = true;
  drawVersions();
  history.replaceState(null, "", withQuery(location.pathname, { version: isInUse(version) ? "" : version }));
}

/** @param {any} detail a version @param {Outline[]} outlines */
function draw(detail, outlines) {
  const pages = detail.template.pages.map((/** @type {{size_mm: number[]}} */ { size_mm: [width, height] }, /** @type {number} */ index) => ({
    number: index + 1, width, height, src: `${API}${path}/pages/${index + 1}/picture?version=${detail.version}`,
  }));
  pictures.show(name, pages, outlines, describe);
}

/** @param {import("../static/zones.js").ShownZone} zone @param {string} mark @returns {Outline} */
function outline({ name: zone, page, box: [x, y, width, height], label }, mark) {
  return { path: zone, page, box: { x, y, width, height }, mark, title: label };
}

/** A draft of the next version, begun from the one in use. */
async function edit() {
  const form = new FormData();
  form.append("template", name);
  const draft = await send(`${API}/template-drafts`, form);
  location.assign(`/designer/${draft.id}`);
}

/** @param {number} page */
function describe(page) {
  return t("form.picture_of_page", { page });
}

/** @param {number} version */
function isInUse(version) {
  return versions.some((one) => one.version === version && one.in_use);
}

function drawVersions() {
  fill(byId("versions"), ...versions.map((one, index) => {
    const older = versions[index + 1];
    const acts = h("div", { class: "actions" },
      older && h("button", { type: "button", onclick: () => during(compare(older.version, one.version)) }, t("form.compare", { n: older.version })),
      h("a", { class: "button", href: `/api/v1${path}/versions/${one.version}/archive`, download: `${name}-${one.version}.zip` }, t("form.export")),
      mayWrite === "true" && !one.in_use && h("button", { type: "button", onclick: () => during(restore(one.version)) }, t("form.restore")));
    return h("tr", { "aria-current": one.version === shown ? "true" : null },
      h("td", {}, h("button", { type: "button", class: "quiet", onclick: () => during(show(one.version)) }, t("form.version", { n: one.version })),
        one.in_use && h("span", { class: "state sure" }, t("form.in_use")), h("div", { class: "soft" }, testedText(one))),
      h("td", { title: fullTime(one.published_at) }, shortTime(one.published_at), h("div", { class: "soft" }, one.publisher ?? t("form.system"))),
      h("td", { class: "number" }, String(one.scans)),
      h("td", {}, acts));
  }));
}

/** Any two versions, where there are more than every row's own button compares. */
function offerTwo() {
  byId("two").hidden = versions.length < 3;
  const boxes = [byIdAs("two-old", HTMLSelectElement), byIdAs("two-new", HTMLSelectElement)];
  const chosen = [versions.at(-1)?.version, versions[0]?.version];
  boxes.forEach((box, index) => fill(box, ...versions.map(({ version }) =>
    h("option", { value: version, selected: version === chosen[index] }, t("form.version", { n: version })))));
}

/** How the version did on the scans whose values are known. @param {Version} version */
function testedText({ tested, tested_wrong: wrong }) {
  if (!tested) return "";
  return wrong ? t("form.tested_differs", { n: tested, wrong }) : t("form.tested", { n: tested });
}

/** @param {number} old @param {number} fresh */
async function compare(old, fresh) {
  const [before, after, answer] = await Promise.all([
    call("GET", `${path}/versions/${old}`), call("GET", `${path}/versions/${fresh}`),
    call("GET", withQuery(`${path}/changes`, { old, new: fresh })),
  ]);
  shown = fresh;
  drawVersions();
  /** @type {Change[]} */
  const changes = answer.items;
  byId("changes-title").textContent = t("form.changes", { old, fresh });
  byId("changes-part").hidden = false;
  fill(byId("changes"), ...changes.map(changeRow), changes.length === 0 && h("li", { class: "plain soft" }, t("form.no_changes")));
  byId("shown-version").textContent = t("form.changes", { old, fresh });
  byId("picture-says").textContent = t("form.changes_drawn");
  const touched = new Set(changes.map((change) => change.zone));
  const rest = zonesOf(after.template).filter((zone) => !touched.has(zone.name));
  draw(after, [...rest.map((zone) => outline(zone, "faint")), ...changes.flatMap(outlinesOf)]);
  byId("changes-part").scrollIntoView({ block: "nearest" });
  if (before.template.pages.length > after.template.pages.length) byId("picture-says").textContent = t("form.pages_gone");
}

/** @param {Change} change */
function changeRow(change) {
  const zone = change.zone;
  return change.page === null || zone === null
    ? h("li", { class: "plain" }, change.text)
    : h("li", {}, h("button", { type: "button", "data-zone": zone, onclick: () => point(zone) }, change.text));
}

/** @param {Change} change */
function outlinesOf({ zone, page, before, after, text }) {
  if (zone === null || page === null) return [];
  const shapes = /** @type {const} */ ([[before, "before"], [after, "after"]]);
  return shapes.flatMap(([box, mark]) =>
    (box ? [outline({ name: zone, page, box, label: text, type: "" }, mark)] : []));
}

/** @param {string} zone */
function point(zone) {
  here = zone;
  pictures.point(zone);
  for (const row of document.querySelectorAll(".facts [data-zone]")) {
    const current = row instanceof HTMLElement && row.dataset.zone === zone;
    row.toggleAttribute("aria-current", current);
    if (current && row.closest("table")) row.scrollIntoView({ block: "nearest" });
  }
}

/** @param {number} version */
async function restore(version) {
  const dialog = byIdAs("sure", HTMLDialogElement);
  byId("sure-question").textContent = t("form.restore_sure", { n: version });
  dialog.returnValue = "no";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "yes") return;
  const made = await call("POST", `${path}/versions/${version}/restore`);
  versions = (await call("GET", `${path}/versions`)).items;
  offerTwo();
  await show(made.version);
}

/** @param {Promise<void>} act */
function during(act) {
  void act.catch(tellProblem);
}

byId("two").addEventListener("submit", (event) => {
  event.preventDefault();
  const [old = 0, fresh = 0] = ["two-old", "two-new"].map((id) => Number(byIdAs(id, HTMLSelectElement).value));
  during(compare(old, fresh));
});
document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const rows = /** @type {HTMLElement[]} */ ([...byId("zones").children]);
  const at = rows.findIndex((row) => row.dataset.zone === here);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.dataset.zone;
  if (next) point(next);
});
during(start());
