// The table editor: the reducer, the live check by the server, and what is seen, together.

import { call, Problem } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { readKey } from "../static/keys.js";
import { t } from "../static/texts.js";
import { drawKey, untilAnswered } from "../static/until_answered.js";
import { keepTableDraft, readTableDraft } from "./drafts.js";
import { cellsOf, goToPath, typeAtPath } from "./table_cells.js";
import { TableView } from "./table_view.js";
import {
  addRow, deleteRow, goToCell, isTableChanged, leftOut, moveRow, openTable, pasteGrid, pressInTable, rowsToSave, takeUp, typeCell,
  undoStep,
} from "./tables.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("./tables.js").TableInHand} TableInHand */

const CHECK_AFTER = 250; // milliseconds without a key
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
    /** The rows are on their way to the server: nobody changes them meanwhile. */
    this.saving = false;
    /** @type {TableInHand} */
    this.table = openTable("", [], []);
    this.view = new TableView({
      here: (row, column) => this.set(goToCell(this.table, row, column)),
      typed: (row, column, text) => this.set(typeCell(goToCell(this.table, row, column), text)),
      pasted: (grid) => this.paste(grid),
    });
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
   * @param {{typed?: readonly {path: string, text: string}[], here?: string}} [desk] what was typed into single cells and
   *   not saved, and the path of the field in hand
   */
  open(scan, name, { typed = [], here = "" } = {}) {
    const shape = scan.tables.find((table) => table.name === name) ?? scan.tables[0];
    if (!shape) return;
    this.scan = scan;
    const { texts, locks } = cellsOf(scan, shape);
    this.table = openTable(shape.name, shape.columns, texts, locks);
    this.draft = readTableDraft(this.person, scan.id, shape.name);
    const stale = this.draft !== null && JSON.stringify(this.draft.base) !== JSON.stringify(this.table.saved);
    if (this.draft && !stale) this.table = takeUp(this.table, this.draft.rows);
    for (const { path, text } of typed) this.table = typeAtPath(this.table, path, text);
    this.table = goToPath(this.table, here);
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

  /** Somebody else has changed the rows since they were typed over. @param {boolean} mine */
  settle(mine) {
    byId("table-conflict").hidden = true;
    // The rows that there were may be others now, so each of one's own is written anew.
    if (mine && this.draft) {
      this.set(takeUp(this.table, this.draft.rows.map(({ texts }) => ({ was: null, texts }))));
    } else {
      keepTableDraft(this.person, this.scan?.id ?? "", this.table.name, null);
    }
    this.view.focus(this.table);
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

  /** @param {string[][]} grid */
  paste(grid) {
    const left = leftOut(this.table, grid);
    this.set(pasteGrid(this.table, grid));
    if (left.columns || left.rows) tell("look", t("review.table.left_out", left));
  }

  keep() {
    const changed = isTableChanged(this.table);
    const draft = changed ? { rows: this.table.rows, base: this.table.saved } : null;
    keepTableDraft(this.person, this.scan?.id ?? "", this.table.name, draft);
  }

  build() {
    this.view.build(this.table);
    this.refresh();
  }

  refresh() {
    const { rows, row, column, columns, name } = this.table;
    this.view.refresh(this.table);
    const was = rows[row]?.was;
    this.listener.point(was === null || was === undefined ? undefined : `${name}[${was}].${columns[column]?.name}`);
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
    const path = `/scans/${this.scan.id}/review/check`;
    const tables = { [this.table.name]: { rows: rowsToSave(this.table) } };
    // An answer to what stood there before says nothing any more, and is asked for no longer.
    const isOld = () => number !== this.checks || !this.scan;
    /** @type {{findings: import("./table_view.js").Finding[], refused: import("./table_view.js").Finding[]} | null} */
    const answer = await untilAnswered(async () => (isOld() ? null : call("POST", path, { tables })),
      () => { if (!isOld()) this.view.unchecked(this.table); });
    if (answer && !isOld()) this.view.mark(this.table, answer.findings, answer.refused);
  }

  async save() {
    const { scan, table } = this;
    if (!scan || this.saving) return;
    if (!isTableChanged(table)) return this.leave();
    this.lock(true);
    // Rows are named by their old places: said twice they must not be moved twice.
    const said = { rows: rowsToSave(table), key: drawKey() };
    try {
      const fresh = await untilAnswered(() => call("PUT", `/scans/${scan.id}/tables/${table.name}/rows`, said),
        () => tell("look", t("review.done_later")));
      keepTableDraft(this.person, scan.id, table.name, null);
      // The form may have been lost meanwhile.
      if (this.scan !== scan) return;
      this.close();
      this.listener.saved(fresh, table.name);
    } catch (error) {
      this.lock(false);
      // What was typed stays, here and on this computer.
      if (!(error instanceof Problem) || error.status !== 422) return this.listener.failed(error);
      tell("look", t("review.table.not_saved"));
      this.check();
      this.view.focusWrong();
    }
  }

  /** @param {boolean} saving */
  lock(saving) {
    this.saving = saving;
    byId("tabling").inert = saving;
    if (saving) byId("table-state").textContent = t("review.saving");
    else this.refresh();
  }

  leave() {
    this.close();
    this.listener.left();
  }

  close() {
    clearTimeout(this.timer);
    this.scan = null;
    this.saving = false;
    byId("tabling").inert = false;
    byId("tabling").hidden = true;
    byId("desk").classList.remove("at-table");
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key meant something here */
  press(event) {
    const key = readKey(event);
    if (this.saving) return true;
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
