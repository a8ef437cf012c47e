// Master data: the lists there are, how old each is, and how fetching it goes.

import { call } from "../static/api.js";
import { h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { t } from "../static/texts.js";
import { control, dialogForm, openForm } from "../static/dialogs.js";
import { byWhom, rowCount, sourceState } from "./masterdata_parts.js";
import { openRegister, stateCell, timeCell } from "./register.js";

/**
 * @typedef {import("./masterdata_parts.js").Version} Version
 * @typedef {import("./masterdata_parts.js").Source} Source
 * @typedef {{name: string, version: Version | undefined, source: Source | undefined}} List
 */

/** Those that were loaded, and those that nothing but a source is known of yet. @returns {Promise<List[]>} */
async function fetchAll() {
  const [lists, sources] = await Promise.all([call("GET", "/masterdata"), call("GET", "/masterdata-sources")]);
  /** @type {Map<string, Version>} */
  const versions = new Map(lists.items.map((/** @type {Version} */ one) => [one.list, one]));
  /** @type {Map<string, Source>} */
  const fetched = new Map(sources.items.map((/** @type {Source} */ one) => [one.list, one]));
  const names = [...new Set([...versions.keys(), ...fetched.keys()])].sort();
  return names.map((name) => ({ name, version: versions.get(name), source: fetched.get(name) }));
}

/** @param {List} list */
function row({ name, version, source }) {
  const { look, text } = sourceState(version, source);
  return h("tr", {},
    h("td", {}, h("a", { href: `/admin/masterdata/${name}`, class: "figures" }, name)),
    stateCell(look, text),
    h("td", { class: "number", "data-label": t("admin.masterdata.rows") }, version ? rowCount(version.rows) : ""),
    h("td", { class: "figures", "data-label": t("admin.masterdata.version") }, version?.version ?? ""),
    timeCell(t("admin.masterdata.since"), version?.in_force_at ?? null),
    h("td", {}, version ? byWhom(version) : ""),
    h("td", { title: fullTime(source?.tried_at) }, source ? fetching(source) : ""));
}

/** @param {Source} source */
function fetching(source) {
  const every = h("span", {}, t("admin.masterdata.every", { n: source.minutes }), " · ", shortTime(source.tried_at) || t("admin.masterdata.not_tried"));
  return source.error ? h("span", {}, every, h("span", { class: "change wrong" }, source.error.text)) : every;
}

function add() {
  const [dialog, form] = dialogForm("new");
  form.reset();
  openForm(dialog, async (filled) => location.assign(`/admin/masterdata/${filled.get("name")}`));
  control(form, "name", HTMLInputElement).focus();
}

openRegister({
  fetchAll, row, add,
  count: (all) => t("admin.masterdata.count", { n: all.length }),
  words: ({ name }) => [name],
});
