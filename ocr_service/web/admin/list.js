// One list of master data: what is in force, searched; its versions; replaced by a file; where it is fetched from.

import { Problem, call, withQuery } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime } from "../static/format.js";
import { t } from "../static/texts.js";
import { run, show, sure } from "../static/dialogs.js";
import { listenForKeys } from "./keyboard.js";
import { startLoading } from "./list_load.js";
import { startSource } from "./list_source.js";
import { byWhom, rowCount } from "./masterdata_parts.js";
import { stateCell, timeCell } from "./register.js";

/**
 * @typedef {import("./masterdata_parts.js").Version} Version
 * @typedef {{text: string, key: string, shown: Record<string, string>}} Entry
 */

const name = byId("head").dataset.list ?? "";
const search = byIdAs("search", HTMLInputElement);
/** @type {Version[]} */
let versions = [];

async function load() {
  try {
    versions = (await call("GET", `/masterdata/${name}`)).items;
  } catch (error) {
    // Nothing was loaded yet: that is no problem here.
    if (!(error instanceof Problem) || error.status !== 404) throw error;
    versions = [];
  }
  const current = versions.find((one) => one.in_force);
  drawFacts(current);
  byId("looking").hidden = !current;
  byId("nothing-yet").hidden = Boolean(current);
  byId("versions-part").hidden = !current;
  byIdAs("columns", HTMLDetailsElement).open = !current;
  fill(byId("versions"), ...versions.map(versionRow));
  if (current) await look(current);
}

/** @param {Version | undefined} current */
function drawFacts(current) {
  fill(byId("state"), h("span", { class: `state ${current ? "sure" : "look"}` },
    t(current ? "admin.masterdata.state.there" : "admin.masterdata.state.empty")));
  /** @type {[string, string][]} */
  const facts = current ? [
    ["rows", rowCount(current.rows)], ["version", current.version], ["since", fullTime(current.in_force_at)],
    ["from", byWhom(current)], ["key", current.key], ["columns", current.columns.join(", ")],
  ] : [];
  fill(byId("facts"), ...facts.map(([fact, value]) => h("div", {}, h("dt", {}, t(`admin.masterdata.${fact}`)), h("dd", {}, value))));
}

/** @param {Version} current */
async function look(current) {
  const asked = search.value.trim();
  /** @type {Entry[]} */
  const items = (await call("GET", withQuery(`/masterdata/${name}/entries`, { q: asked, limit: 20 }))).items;
  if (asked !== search.value.trim()) return;
  const columns = [current.key, ...current.display.filter((column) => column !== current.key)];
  fill(byId("row-heads"), h("tr", {}, ...columns.map((column) => h("th", { scope: "col" }, column))));
  fill(byId("rows"), ...items.map((one) => h("tr", {}, ...columns.map((column, place) => h("td", {},
    place ? one.shown[column] ?? "" : h("button", { type: "button", class: "link", onclick: run(() => showRow(one.key)) }, one.key))))));
  byId("none").hidden = items.length > 0;
}

/** All columns of a row. @param {string} key */
async function showRow(key) {
  const { values } = await call("GET", withQuery(`/masterdata/${name}/rows`, { key }));
  await show(key, [h("dl", { class: "facts" }, ...Object.entries(values).map(([column, value]) =>
    h("div", {}, h("dt", {}, column), h("dd", {}, String(value) || "—"))))]);
}

/** @param {Version} version */
function versionRow(version) {
  const label = t("admin.masterdata.version");
  return h("tr", {},
    h("td", { class: "figures", "data-label": label }, version.version),
    h("td", { class: "number", "data-label": t("admin.masterdata.rows") }, rowCount(version.rows)),
    timeCell(t("admin.masterdata.since"), version.in_force_at),
    h("td", {}, byWhom(version)),
    version.in_force ? stateCell("sure", t("admin.masterdata.is_current"))
      : h("td", { class: "act" }, h("button", { type: "button", onclick: run(() => useAgain(version)) }, t("admin.masterdata.use_again"))));
}

/** @param {Version} version */
async function useAgain(version) {
  const yes = t("admin.masterdata.use_again");
  const question = t("admin.masterdata.use_again_sure", { version: version.version, rows: rowCount(version.rows) });
  if (!(await sure(question, { note: t("admin.masterdata.use_again_note"), yes }))) return;
  await call("POST", `/masterdata/${name}/versions/${version.number}/use`);
  tell("sure", t("admin.masterdata.used_again", { version: version.version }));
  await load();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const current = versions.find((one) => one.in_force);
    if (current) void look(current).catch(tellProblem);
  }, 150);
});
listenForKeys({ search, rows: byId("rows") });
void Promise.all([load(), startLoading(name, load), startSource(name)]).catch(tellProblem);
