// The table editor: the reducer, the live check by the server, and what is seen, together.

import { call, Problem } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { readKey } from "../static/keys.js";
import { t } from "../static/texts.js";
import { isGrid, readCells } from "./clipboard.js";
import { keepTableDraft, readTableDraft } from "./drafts.js";
import {
  addRow, deleteRow, goToCell, isTableChanged, moveRow, openTable, pasteGrid, pressInTable, rowsToSave, takeUp, typeCell,
  undoStep,
} from "./tables.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("../static/types.js").Table} Table */
/** @typedef {import("./tables.js").TableInHand} TableInHand */
/** @typedef {{paths: string[], reason: {text: string}}} Finding */

const CHECK_AFTER = 250; // milliseconds without a key
const FIGURES = new Set(["integer", "number", "amount"]);
/** @type {[string, (table: TableInHand) => TableInHand][]} */
const BUTTONS = [
  ["table-add", addRow], ["table-delete", deleteRow], ["table-up", (table) => moveRow(table, -1)],
  ["table-down", (table) => moveRow(table, 1)], ["table-undo", undoStep],
];

export class Tabling {
  /**
   * @param {string} person
   * @param {{point: (path: string | undefined) => void, saved: (scan: Scan, table: string) => void,
   *   left: () => void, failed: (error: unknown) => void}} listener
   */
  constructor(person, listener) {
    this.person = person;
    this.listener = listener;
    /** @type {Scan | null} */
    this.scan = null;
    /** @type {TableInHand} */
    this.table = openTable("", [], []);
    /** @type {HTMLInputElement[][]} */
    this.boxes = [];
    this.checks = 0;
    for (const [id, act] of BUTTONS) byId(id).addEventListener("click", () => this.set(act(this.table)));
    byId("table-save").addEventListener("click", () => void this.save());
    byId("table-leave").addEventListener("click", () => this.leave());
    byId("table-mine").addEventListener("click", () => this.settle(true));
    byId("table-theirs").addEventListener("click", () => this.settle(false));
    const choice = byIdAs("table-choice", HTMLSelectElement);
    choice.addEventListener("change", () => this.scan && this.open(this.scan, choice.value));
  }

  get isOpen() {
    return this.scan !== null;
  }

  /**
   * @param {Scan} scan
   * @param {string} name the table's
   * @param {readonly {path: string, text: string}[]} [typed] what was typed into single cells and not saved
   */
  open(scan, name, typed = []) {
    const shape = scan.tables.find((table) => table.name === name) ?? scan.tables[0];
    if (!shape) return;
    this.scan = scan;
    this.table = openTable(shape.name, shape.columns, savedRows(scan, shape));
    this.draft = readTableDraft(this.person, scan.id, shape.name);
    const stale = this.draft !== null && JSON.stringify(this.draft.base) !== JSON.stringify(this.table.saved);
    if (this.draft && !stale) this.table = takeUp(this.table, this.draft.rows);
    this.takeTyped(typed);
    byId("desk").classList.add("at-table");
    byId("tabling").hidden = false;
    byId("table-conflict").hidden = !stale;
    byId("table-name").textContent = shape.label;
    const choice = byIdAs("table-choice", HTMLSelectElement);
    choice.hidden = scan.tables.length < 2;
    fill(choice, ...scan.tables.map(({ name: value, label }) => h("option", { value, selected: value === shape.name }, label)));
    this.build();
    this.check();
  }

  /** @param {readonly {path: string, text: string}[]} typed */
  takeTyped(typed) {
    for (const { path, text } of typed) {
      const cell = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(path);
      if (cell?.[1] !== this.table.name) continue;
      const row = this.table.rows.findIndex((one) => one.was === Number(cell[2]));
      const column = this.table.columns.findIndex((one) => one.name === cell[3]);
      const there = goToCell(this.table, row, column);
      if (there.row === row && there.column === column) this.table = typeCell(there, text);
    }
  }

  /** Somebody else has changed the rows since they were typed over. @param {boolean} mine */
  settle(mine) {
    byId("table-conflict").hidden = true;
    // The rows that there were may be others now, so each of one's own is written anew.
    if (mine && this.draft) {
      this.set(takeUp(this.table, this.draft.rows.map(({ texts }) => ({ was: null, texts }))));
    } else {
      keepTableDraft(this.person, this.scan?.id ?? "", this.table.name, null);
    }
    this.focus();
  }

  /** @param {TableInHand} next */
  set(next) {
    if (next === this.table || !this.scan) return;
    const before = this.table;
    this.table = next;
    if (next.rows !== before.rows) this.keep();
    if (next.rows.length !== before.rows.length || next.rows.some((row, index) => row.was !== before.rows[index]?.was)) {
      this.build();
    } else {
      this.refresh();
    }
    if (next.rows !== before.rows) this.check();
  }

  keep() {
    const changed = isTableChanged(this.table);
    const draft = changed ? { rows: this.table.rows, base: this.table.saved } : null;
    keepTableDraft(this.person, this.scan?.id ?? "", this.table.name, draft);
  }

  build() {
    const { columns, rows } = this.table;
    const head = h("tr", {}, h("th", {}), ...columns.map((column) => h("th", { scope: "col", class: kindOf(column.type) }, column.label)));
    this.boxes = rows.map((row, at) => columns.map((column, place) => this.box(row.texts[place] ?? "", column, at, place)));
    const lines = rows.map((row, at) =>
      h("tr", { class: row.was === null ? "added" : undefined }, h("th", { scope: "row" }, String(at + 1)),
        ...columns.map((column, place) => h("td", { class: kindOf(column.type) }, this.boxes[at]?.[place]))));
    const empty = rows.length === 0 && h("p", { class: "empty" }, t("review.table.empty"));
    fill(byId("table-grid"), h("table", {}, h("thead", {}, head), h("tbody", {}, ...lines)), empty);
    this.refresh();
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
    box.addEventListener("focus", () => this.set(goToCell(this.table, at, place)));
    box.addEventListener("input", () => this.set(typeCell(goToCell(this.table, at, place), tick ? String(box.checked) : box.value)));
    box.addEventListener("paste", (event) => {
      const pasted = event.clipboardData?.getData("text/plain") ?? "";
      if (!isGrid(pasted)) return;
      event.preventDefault();
      this.set(pasteGrid(this.table, readCells(pasted)));
    });
    return box;
  }

  /** What stands in the boxes, and which cell is in hand. */
  refresh() {
    const { rows, row, column, columns, name } = this.table;
    rows.forEach((one, at) => one.texts.forEach((text, place) => {
      const box = this.boxes[at]?.[place];
      if (!box) return;
      if (columns[place]?.type === "tick") box.checked = text === "true";
      else if (box.value !== text) box.value = text;
    }));
    byId("table-grid").querySelectorAll("tbody tr").forEach((line, at) => line.toggleAttribute("aria-current", at === row));
    this.focus();
    const was = rows[row]?.was;
    this.listener.point(was === null || was === undefined ? undefined : `${name}[${was}].${columns[column]?.name}`);
    const changed = isTableChanged(this.table);
    byId("table-state").className = `state ${changed ? "look" : "sure"}`;
    byId("table-state").textContent = t(changed ? "review.table.changed" : "review.table.unchanged");
  }

  focus() {
    const box = this.boxes[this.table.row]?.[this.table.column];
    if (!box || box === document.activeElement) return;
    box.focus();
    if (box.type === "text") box.select();
  }

  /** Asks the server, a moment after the last key, what its rules say. */
  check() {
    clearTimeout(this.timer);
    const number = ++this.checks;
    this.timer = setTimeout(() => void this.ask(number).catch(() => {}), CHECK_AFTER);
  }

  /** @param {number} number */
  async ask(number) {
    if (!this.scan) return;
    const tables = { [this.table.name]: { rows: rowsToSave(this.table) } };
    /** @type {{findings: Finding[], refused: Finding[]}} */
    const checked = await call("POST", `/scans/${this.scan.id}/review/check`, { tables });
    // An answer to what stood there before says nothing any more.
    if (number === this.checks && this.scan) this.mark(checked);
  }

  /** @param {{findings: Finding[], refused: Finding[]}} checked */
  mark({ findings, refused }) {
    /** @type {Map<string, string>} */
    const marks = new Map();
    for (const finding of findings) for (const path of finding.paths) marks.set(path, "look");
    for (const finding of refused) for (const path of finding.paths) marks.set(path, "wrong");
    this.boxes.forEach((row, at) => row.forEach((box, place) => {
      const mark = marks.get(`${this.table.name}[${at}].${this.table.columns[place]?.name}`);
      box.parentElement?.classList.toggle("look", mark === "look");
      box.parentElement?.classList.toggle("wrong", mark === "wrong");
    }));
    const here = `${this.table.name}[`;
    const told = [
      ...findings.filter((finding) => finding.paths.some((path) => path.startsWith(here)))
        .map((finding) => h("li", { class: "look" }, this.rowOf(finding), finding.reason.text)),
      ...refused.map((finding) => h("li", { class: "wrong" }, this.rowOf(finding), finding.reason.text)),
    ];
    fill(byId("table-findings"), ...told);
  }

  /** In which row it is, where it is in one. @param {Finding} finding */
  rowOf({ paths }) {
    const rows = new Set(paths.map((path) => /\[(\d+)\]/.exec(path)?.[1]));
    const [row] = rows;
    return rows.size === 1 && row !== undefined ? t("review.table.row", { n: Number(row) + 1 }) : "";
  }

  async save() {
    const { scan, table } = this;
    if (!scan) return;
    if (!isTableChanged(table)) return this.leave();
    try {
      const fresh = await call("PUT", `/scans/${scan.id}/tables/${table.name}/rows`, { rows: rowsToSave(table) });
      keepTableDraft(this.person, scan.id, table.name, null);
      this.close();
      this.listener.saved(fresh, table.name);
    } catch (error) {
      // What was typed stays, here and on this computer.
      if (!(error instanceof Problem) || error.status !== 422) return this.listener.failed(error);
      tell("look", t("review.table.not_saved"));
      this.check();
      /** @type {HTMLElement | null} */ (byId("table-grid").querySelector(".wrong input"))?.focus();
    }
  }

  leave() {
    this.close();
    this.listener.left();
  }

  close() {
    clearTimeout(this.timer);
    this.scan = null;
    byId("tabling").hidden = true;
    byId("desk").classList.remove("at-table");
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key meant something here */
  press(event) {
    const key = readKey(event);
    if (key.key === "F6" || (key.ctrl && key.key === "Enter")) {
      void this.save();
    } else if (key.key === "Escape") {
      this.leave();
    } else {
      if (key.key === "Enter" && event.target instanceof Element && event.target.closest("button, a, select")) return false;
      const next = pressInTable(this.table, key);
      if (next === this.table) return false;
      this.set(next);
    }
    return true;
  }
}

/** @param {string} type */
function kindOf(type) {
  if (type === "tick") return "tick";
  return FIGURES.has(type) ? "figures" : undefined;
}

/** @param {Scan} scan @param {Table} table @returns {string[][]} */
function savedRows(scan, table) {
  const cells = new Map(scan.fields.map((field) => [field.path, field]));
  /** @type {string[][]} */
  const rows = [];
  while (table.columns.some((column) => cells.has(`${table.name}[${rows.length}].${column.name}`))) {
    rows.push(table.columns.map((column) => {
      const cell = cells.get(`${table.name}[${rows.length}].${column.name}`);
      return column.type === "tick" ? String(cell?.value === true) : cell?.text ?? "";
    }));
  }
  return rows;
}
