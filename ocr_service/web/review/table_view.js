// What is seen of a table in hand: a box for each cell, the one in hand, and what the server's rules say of it.

import { byId, fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";
import { isGrid, readCells } from "./clipboard.js";
import { isTableChanged } from "./tables.js";

/** @typedef {import("./tables.js").TableInHand} TableInHand */
/** @typedef {{paths: string[], reason: {text: string}}} Finding */

const FIGURES = new Set(["integer", "number", "amount"]);

export class TableView {
  /**
   * @param {{here: (row: number, column: number) => void, typed: (row: number, column: number, text: string) => void,
   *   pasted: (grid: string[][]) => void}} hands what the person does in the boxes
   */
  constructor(hands) {
    this.hands = hands;
    this.frame = byId("table-grid");
    /** @type {HTMLInputElement[][]} */
    this.boxes = [];
  }

  /** The rows are other ones than before. @param {TableInHand} table */
  build({ columns, rows }) {
    const head = h("tr", {}, h("th", {}), ...columns.map((column) => h("th", { scope: "col", class: kindOf(column.type) }, column.label)));
    this.boxes = rows.map((row, at) => columns.map((column, place) => this.box(row.texts[place] ?? "", column, at, place)));
    const lines = rows.map((row, at) =>
      h("tr", { class: row.was === null ? "added" : undefined }, h("th", { scope: "row" }, String(at + 1)),
        ...columns.map((column, place) => h("td", { class: kindOf(column.type) }, this.boxes[at]?.[place]))));
    const empty = rows.length === 0 && h("p", { class: "empty" }, t("review.table.empty"));
    fill(this.frame, h("table", {}, h("thead", {}, head), h("tbody", {}, ...lines)), empty);
  }

  /** @param {string} text @param {{label: string, type: string}} column @param {number} at @param {number} place */
  box(text, column, at, place) {
    const label = t("review.table.cell", { label: column.label, row: at + 1 });
    const tick = column.type === "tick";
    const box = h("input", tick ? { type: "checkbox", "aria-label": label } : {
      type: "text", "aria-label": label, autocomplete: "off", spellcheck: "false", maxlength: 10000,
    });
    if (tick) box.checked = text === "true";
    else box.value = text;
    box.addEventListener("focus", () => this.hands.here(at, place));
    box.addEventListener("input", () => this.hands.typed(at, place, tick ? String(box.checked) : box.value));
    box.addEventListener("paste", (event) => {
      const pasted = event.clipboardData?.getData("text/plain") ?? "";
      if (!isGrid(pasted)) return;
      event.preventDefault();
      this.hands.pasted(readCells(pasted));
    });
    return box;
  }

  /** What stands in the boxes, and which cell is in hand. @param {TableInHand} table */
  refresh(table) {
    table.rows.forEach((one, at) => one.texts.forEach((text, place) => {
      const box = this.boxes[at]?.[place];
      if (!box) return;
      if (table.columns[place]?.type === "tick") box.checked = text === "true";
      else if (box.value !== text) box.value = text;
    }));
    this.frame.querySelectorAll("tbody tr").forEach((line, at) => line.toggleAttribute("aria-current", at === table.row));
    this.focus(table);
    const changed = isTableChanged(table);
    byId("table-state").className = `state ${changed ? "look" : "sure"}`;
    byId("table-state").textContent = t(changed ? "review.table.changed" : "review.table.unchanged");
  }

  /** @param {TableInHand} table */
  focus(table) {
    const box = this.boxes[table.row]?.[table.column];
    if (!box || box === document.activeElement) return;
    box.focus();
    if (box.type === "text") box.select();
  }

  /** The first cell that the server does not take. */
  focusWrong() {
    /** @type {HTMLElement | null} */ (this.frame.querySelector(".wrong input"))?.focus();
  }

  /** @param {TableInHand} table @param {readonly Finding[]} findings @param {readonly Finding[]} refused */
  mark(table, findings, refused) {
    /** @type {Map<string, string>} */
    const marks = new Map();
    for (const finding of findings) for (const path of finding.paths) marks.set(path, "look");
    for (const finding of refused) for (const path of finding.paths) marks.set(path, "wrong");
    this.boxes.forEach((row, at) => row.forEach((box, place) => {
      const mark = marks.get(`${table.name}[${at}].${table.columns[place]?.name}`);
      box.parentElement?.classList.toggle("look", mark === "look");
      box.parentElement?.classList.toggle("wrong", mark === "wrong");
    }));
    const here = `${table.name}[`;
    const told = [
      ...findings.filter((finding) => finding.paths.some((path) => path.startsWith(here)))
        .map((finding) => h("li", { class: "look" }, rowOf(finding), finding.reason.text)),
      ...refused.map((finding) => h("li", { class: "wrong" }, rowOf(finding), finding.reason.text)),
    ];
    fill(byId("table-findings"), ...told);
  }
}

/** In which row it is, where it is in one. @param {Finding} finding */
function rowOf({ paths }) {
  const rows = new Set(paths.map((path) => /\[(\d+)\]/.exec(path)?.[1]));
  const [row] = rows;
  return rows.size === 1 && row !== undefined ? t("review.table.row", { n: Number(row) + 1 }) : "";
}

/** @param {string} type */
function kindOf(type) {
  if (type === "tick") return "tick";
  return FIGURES.has(type) ? "figures" : undefined;
}
