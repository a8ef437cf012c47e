// What is seen of a table in hand: a box for each cell, the one in hand, and what the server's rules say of it.

import { byId, byIdAs, fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";
import { isGrid, readCells } from "./clipboard.js";
import { isFixed, isTableChanged, lockOf } from "./tables.js";

/** @typedef {import("./tables.js").TableInHand} TableInHand */
/** @typedef {{paths: string[], reason: {text: string}}} Finding */

const FEW = 4; // rows that are told one by one
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
  build(table) {
    const { columns, rows } = table;
    const head = h("tr", {}, h("th", {}), ...columns.map((column) => h("th", { scope: "col", class: kindOf(column.type) }, column.label)));
    const widths = columns.map((column, place) => Math.max(widthOf(column.label), ...rows.map((row) => widthOf(row.texts[place] ?? ""))));
    this.boxes = rows.map((_, at) => columns.map((column, place) => this.box(table, column, at, place, widths[place] ?? 0)));
    const lines = rows.map((row, at) =>
      h("tr", { class: row.was === null ? "added" : undefined }, h("th", { scope: "row" }, String(at + 1)),
        ...columns.map((column, place) => h("td", { class: classOf(table, column.type, at, place) }, this.boxes[at]?.[place]))));
    const empty = rows.length === 0 && h("p", { class: "empty" }, t("review.table.empty"));
    fill(this.frame, h("table", {}, h("thead", {}, head), h("tbody", {}, ...lines)), empty);
  }

  /** @param {TableInHand} table @param {{label: string, type: string}} column @param {number} at @param {number} place @param {number} widest */
  box(table, column, at, place, widest) {
    const lock = lockOf(table, at, place);
    const label = t("review.table.cell", { label: column.label, row: at + 1 });
    const tick = column.type === "tick";
    const told = { "aria-label": label, title: lock ? t(`review.table.${lock}`) : undefined };
    // A tick box that cannot be ticked keeps the focus all the same: the cells are gone through by key.
    const box = h("input", tick ? { ...told, type: "checkbox", "aria-disabled": lock ? "true" : undefined, onclick: lock ? keep : undefined } : {
      ...told, type: "text", autocomplete: "off", spellcheck: "false", maxlength: 10000, size: Math.max(4, Math.min(widest, 40)), readonly: lock !== "",
      placeholder: lock === "held" && t("review.held"),
    });
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
    byId("table-fixed").hidden = !isFixed(table);
    for (const id of ["table-add", "table-delete", "table-up", "table-down"]) byIdAs(id, HTMLButtonElement).disabled = isFixed(table);
    byId("table-state").textContent = t(changed ? "review.table.changed" : "review.table.unchanged");
  }

  /** @param {TableInHand} table */
  focus(table) {
    const box = this.boxes[table.row]?.[table.column];
    if (!box || box === document.activeElement) return;
    box.focus();
    if (box.type === "text") box.select();
  }

  /** The server cannot be asked: what it said of other rows says nothing of these. @param {TableInHand} table */
  unchecked(table) {
    this.mark(table, [], []);
    fill(byId("table-findings"), h("li", { class: "look" }, t("review.table.unchecked")));
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
      ...refused.map((finding) => h("li", { class: "wrong" }, rowsOf(finding, table), finding.reason.text)),
      ...findings.filter((finding) => finding.paths.some((path) => path.startsWith(here)))
        .map((finding) => h("li", { class: "look" }, rowsOf(finding, table), finding.reason.text)),
    ];
    fill(byId("table-findings"), ...told);
  }
}

/** In which rows it is, where it is in a few of them. @param {Finding} finding @param {TableInHand} table */
function rowsOf({ paths }, { name, rows }) {
  const told = new Set(paths.map((path) => (path.startsWith(`${name}[`) ? Number(/\[(\d+)\]/.exec(path)?.[1]) + 1 : 0)));
  const few = !told.has(0) && told.size <= FEW && (told.size === 1 || told.size < rows.length);
  return few ? t("review.table.row", { n: [...told].join(", ") }) : "";
}

/** How wide a text is, in figures: Chinese characters take the room of two. @param {string} text */
function widthOf(text) {
  return [...text].reduce((sum, one) => sum + (one > "\u2e7f" ? 2 : 1), 0);
}

/** @param {TableInHand} table @param {string} type @param {number} row @param {number} column */
function classOf(table, type, row, column) {
  return [kindOf(type), lockOf(table, row, column) && "locked"].filter(Boolean).join(" ") || undefined;
}

/** @param {Event} event */
function keep(event) {
  event.preventDefault();
}

/** @param {string} type */
function kindOf(type) {
  if (type === "tick") return "tick";
  return FIGURES.has(type) ? "figures" : undefined;
}
