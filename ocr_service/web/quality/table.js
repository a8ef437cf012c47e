// A table of quality in a person's figures: pure but for the elements that it makes.

import { h } from "../static/dom.js";
import { LANGUAGE, t } from "../static/texts.js";

/**
 * @typedef {{names: string[], values: (number | null)[], faults: Record<string, number>}} Row
 * @typedef {{names: string[], columns: string[], kinds: ("count" | "share" | "hours")[], rows: Row[], total: Row,
 *   keys_saved: number, hours_saved: number}} Table
 */

const locale = LANGUAGE === "en" ? "en-GB" : LANGUAGE;
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const shares = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** @param {number | null} value @param {"count" | "share" | "hours"} kind */
export function figure(value, kind) {
  if (value === null) return "–";
  return { count: whole, share: shares, hours: tenths }[kind].format(value);
}

/** @param {Table} table */
export function headings(table) {
  const names = table.names.map((name) => h("th", { scope: "col" }, t(`quality.column.${name}`)));
  const figures = table.columns.map((name) => h("th", { scope: "col", class: "number", title: hint(name) }, t(`quality.column.${name}`)));
  return [...names, ...figures];
}

/** @param {Table} table @param {Row} row */
export function line(table, row) {
  const names = row.names.map((name, at) => h(at ? "td" : "th", at ? {} : { scope: "row" }, name));
  return h("tr", {}, ...names, ...cells(table, row));
}

/** @param {Table} table */
export function totalLine(table) {
  return [h("th", { scope: "row", colspan: table.names.length }, t("quality.total")), ...cells(table, table.total)];
}

/** @param {Table} table @param {Row} row */
function cells(table, row) {
  return row.values.map((value, at) => h("td", { class: "number" }, figure(value, table.kinds[at] ?? "count")));
}

/** @param {string} column */
function hint(column) {
  if (column === "sure") return t("quality.sure_hint");
  return column === "corrected" ? t("quality.corrected_hint") : undefined;
}
