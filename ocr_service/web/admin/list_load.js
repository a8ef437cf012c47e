// A file is to replace a list: sent, followed while it is loaded elsewhere, looked at, put in force or dropped.

import { call, keepLooking, request, withQuery } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fileSize } from "../static/format.js";
import { t } from "../static/texts.js";
import { run, submitForm, sure } from "../static/dialogs.js";
import { rowCount } from "./masterdata_parts.js";

/**
 * @typedef {import("./masterdata_parts.js").Reason} Reason
 * @typedef {object} Changes
 * @property {number | null} before
 * @property {number} rows
 * @property {number} added
 * @property {number} changed
 * @property {number} gone
 * @property {string[]} columns_added
 * @property {string[]} columns_gone
 * @property {Record<string, string>[]} first_added
 * @property {{key: string, columns: Record<string, [string, string]>}[]} first_changed
 * @property {Record<string, string>[]} first_gone
 *
 * @typedef {object} Load
 * @property {string} id
 * @property {"waiting" | "loading" | "checked" | "in_force" | "failed" | "dropped"} state
 * @property {number} size_bytes
 * @property {number} rows
 * @property {Changes | null} changes
 * @property {Reason | null} error
 * @property {Reason[]} problems
 */

/** @type {Record<string, string>} */
const KINDS = {
  csv: "text/csv", ndjson: "application/x-ndjson", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};
// With less than half of the rows left somebody has to look twice.
const FEW = 0.5;

/**
 * @param {string} name
 * @param {() => Promise<void>} whenInForce
 */
export async function startLoading(name, whenInForce) {
  const form = byIdAs("load", HTMLFormElement);
  const place = byId("loading");
  /** @type {string | null} what is being followed */
  let followed = null;

  /** @param {FormData} filled */
  async function send(filled) {
    const file = /** @type {File} */ (filled.get("file"));
    const kind = KINDS[file.name.toLowerCase().split(".").pop() ?? ""] ?? "text/csv";
    const query = new URLSearchParams({ hold: "true" });
    if (filled.get("key")) query.set("key", String(filled.get("key")).trim());
    for (const column of String(filled.get("display")).split(/[,\uff0c\u3001]/)) if (column.trim()) query.append("display", column.trim());
    fill(place, h("p", { class: "note" }, t("admin.masterdata.sending", { size: fileSize(file.size) })));
    try {
      const answer = await request("PUT", `/masterdata/${name}?${query}`, { "Content-Type": kind }, file);
      await follow(await answer.json());
    } catch (error) {
      fill(place);
      throw error;
    }
    form.reset();
  }

  /** @param {Load} load */
  async function follow(load) {
    draw(load);
    if (load.state !== "waiting" && load.state !== "loading") return;
    followed = load.id;
    lookAgain();
  }

  const lookAgain = keepLooking(async () => {
    if (!followed) return false;
    /** @type {Load} */
    const load = await call("GET", `/masterdata-loads/${followed}`);
    draw(load);
    if (load.state === "waiting" || load.state === "loading") return true;
    followed = null;
    if (load.state === "in_force") await whenInForce();
    return false;
  }, { soonest: 500, latest: 5000 });

  /** @param {Load} load */
  function draw(load) {
    const { changes } = load;
    place.dataset.state = load.state;
    if (load.state === "failed") {
      fill(place, h("div", { class: "notice wrong", role: "alert" }, h("p", {}, load.error?.text ?? ""),
        h("ul", { class: "lines" }, ...load.problems.map((one) => h("li", {}, one.text)))));
    } else if (load.state === "checked" && changes) {
      fill(place, ...drawChanges(changes), h("div", { class: "foot" },
        h("button", { type: "button", class: "main", onclick: run(() => confirm(load, changes)) }, t("admin.masterdata.make_current")),
        h("button", { type: "button", onclick: run(() => drop(load)) }, t("admin.masterdata.drop"))));
    } else if (load.state === "waiting" || load.state === "loading") {
      fill(place, h("p", { class: "note" }, t(`admin.masterdata.progress.${load.state}`, { rows: rowCount(load.rows) })));
    } else {
      fill(place);
    }
  }

  /** @param {Load} load @param {Changes} changes */
  async function confirm(load, changes) {
    const few = changes.before !== null && changes.rows < changes.before * FEW;
    const question = t("admin.masterdata.few_sure", { rows: rowCount(changes.rows), before: rowCount(changes.before ?? 0) });
    if (few && !(await sure(question, { note: t("admin.masterdata.few_note"), yes: t("admin.masterdata.make_current") }))) return;
    await call("POST", withQuery(`/masterdata-loads/${load.id}/confirm`, { allow_fewer: few ? "true" : "" }));
    fill(place);
    tell("sure", t("admin.masterdata.made_current", { rows: rowCount(changes.rows) }));
    await whenInForce();
  }

  /** @param {Load} load */
  async function drop(load) {
    await call("DELETE", `/masterdata-loads/${load.id}`);
    fill(place);
    tell("sure", t("admin.masterdata.dropped"));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submitForm(form, send);
  });
  // What was under way, or waits for a decision, when the page was left.
  /** @type {Load[]} */
  const [newest] = (await call("GET", withQuery("/masterdata-loads", { list: name, limit: 1 }))).items;
  if (newest && newest.state !== "in_force" && newest.state !== "dropped") await follow(newest);
}

/** @param {Changes} changes @returns {HTMLElement[]} */
function drawChanges(changes) {
  /** @type {["added" | "changed" | "gone", "sure" | "look" | "wrong"][]} */
  const kinds = [["added", "sure"], ["changed", "look"], ["gone", "wrong"]];
  const counts = kinds.map(([kind, look]) => h("div", {}, h("dt", {}, t(`admin.masterdata.${kind}`)),
    h("dd", { class: changes[kind] ? look : "soft" }, rowCount(changes[kind]))));
  const same = changes.before !== null && !changes.added && !changes.changed && !changes.gone;
  return [
    h("p", { class: "note" }, t(same ? "admin.masterdata.checked_same" : "admin.masterdata.checked", { rows: rowCount(changes.rows), before: rowCount(changes.before ?? 0) })),
    h("dl", { class: "facts", id: "changes" }, ...counts),
    columns("admin.masterdata.columns_added", changes.columns_added),
    columns("admin.masterdata.columns_gone", changes.columns_gone),
    examples("added", changes.added, changes.first_added.map(inOneLine)),
    examples("changed", changes.changed, changes.first_changed.map((one) => [h("b", { class: "figures" }, one.key),
      ...Object.entries(one.columns).map(([column, [was, is]]) => h("span", { class: "change" }, `${column}: `, h("del", {}, was || "—"), " → ", h("ins", {}, is || "—")))])),
    examples("gone", changes.gone, changes.first_gone.map(inOneLine)),
  ].filter((one) => one !== null);
}

/** @param {string} key @param {string[]} names */
function columns(key, names) {
  return names.length ? h("p", { class: "look" }, t(key, { columns: names.join(", ") })) : null;
}

/** @param {Record<string, string>} row @returns {(Node | string)[]} */
function inOneLine(row) {
  return [Object.values(row).filter(Boolean).join(" · ")];
}

/** @param {string} kind @param {number} count @param {(Node | string)[][]} rows */
function examples(kind, count, rows) {
  if (!rows.length) return null;
  const more = count > rows.length ? t("admin.masterdata.first_of", { n: rows.length, count: rowCount(count) }) : rowCount(count);
  return h("details", {}, h("summary", {}, `${t(`admin.masterdata.${kind}`)} (${more})`),
    h("ul", { class: "lines" }, ...rows.map((row) => h("li", {}, ...row))));
}
