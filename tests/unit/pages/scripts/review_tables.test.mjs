// Tables on the review desk: the reducer and the clipboard, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { isGrid, readCells } from "../../../../ocr_service/web/review/clipboard.js";
import { cellsOf, goToPath, typeAtPath } from "../../../../ocr_service/web/review/table_cells.js";
import {
  addRow, deleteRow, goToCell, isTableChanged, leftOut, moveRow, openTable, pasteGrid, pressInTable, redoStep, rowsToSave, takeUp,
  typeCell, undoStep,
} from "../../../../ocr_service/web/review/tables.js";

const COLUMNS = [
  { name: "goods", label: "Goods", type: "text" }, { name: "price", label: "Price", type: "amount" },
  { name: "paid", label: "Paid", type: "tick" },
];
const open = () => openTable("items", COLUMNS, [["a", "1", "false"], ["b", "2", "true"], ["c", "3", "false"]]);
const goods = (table) => table.rows.map((row) => row.texts[0]);

test("a table as it was opened is unchanged, and so is one that was changed and undone", () => {
  assert.equal(isTableChanged(open()), false);
  for (const change of [addRow, deleteRow, (table) => moveRow(table, 1), (table) => typeCell(table, "x")]) {
    assert.equal(isTableChanged(change(open())), true);
    assert.equal(isTableChanged(undoStep(change(open()))), false);
  }
});

test("the table opens at the field in hand, and takes up what was typed into single cells", () => {
  const { row, column } = goToPath(open(), "items[2].price");
  assert.deepEqual([row, column], [2, 1]);
  for (const path of ["total", "others[1].price", "items[9].price", "items[1].colour"]) {
    const table = open();
    assert.equal(goToPath(table, path), table);
    assert.equal(typeAtPath(table, path, "x"), table);
  }
  assert.deepEqual(goods(typeAtPath(open(), "items[1].goods", "x")), ["a", "x", "c"]);
});

test("a row is added below the one in hand and the hand is on it", () => {
  const table = addRow(open());
  assert.deepEqual(goods(table), ["a", "", "b", "c"]);
  assert.equal(table.row, 1);
});

test("rows move up and down, but not over the ends", () => {
  assert.deepEqual(goods(moveRow(open(), 1)), ["b", "a", "c"]);
  assert.equal(moveRow(open(), 1).row, 1);
  const first = open();
  assert.equal(moveRow(first, -1), first);
});

test("the last row may be deleted, and a row be added to none", () => {
  const none = deleteRow(deleteRow(deleteRow(open())));
  assert.equal(none.row, -1);
  assert.equal(deleteRow(none), none);
  assert.deepEqual(goods(pressInTable(none, { key: "Enter" })), [""]);
});

test("letter after letter in one cell is one step", () => {
  let table = typeCell(typeCell(typeCell(open(), "a1"), "a12"), "a123");
  assert.deepEqual(goods(undoStep(table)), ["a", "b", "c"]);
  table = typeCell(goToCell(table, 1, 0), "x");
  assert.deepEqual(goods(undoStep(table)), ["a123", "b", "c"]);
  assert.deepEqual(goods(redoStep(undoStep(table))), ["a123", "x", "c"]);
});

test("a spreadsheet's cells lie over the cells from the one in hand, and add rows", () => {
  const table = pasteGrid(goToCell(open(), 2, 0), [["x", "10"], [" y ", "20", "true", "too much"]]);
  assert.deepEqual(table.rows.map((row) => [...row.texts]), [
    ["a", "1", "false"], ["b", "2", "true"], ["x", "10", "false"], ["y", "20", "true"],
  ]);
  assert.deepEqual(goods(undoStep(table)), ["a", "b", "c"]);
});

test("only what changed is sent, each row with which row it was", () => {
  const table = typeCell(goToCell(moveRow(addRow(deleteRow(open())), 1), 0, 1), "");
  assert.deepEqual(rowsToSave(table), [
    { was: 1, values: { price: null } }, { was: 2, values: {} },
    { was: null, values: { paid: false } },
  ]);
});

test("Enter goes from cell to cell and from the last one into a new row", () => {
  const end = goToCell(open(), 2, 2);
  const added = pressInTable(end, { key: "Enter" });
  assert.equal(added.rows.length, 4);
  const blankEnd = goToCell(added, 3, 2);
  assert.equal(pressInTable(blankEnd, { key: "Enter" }), blankEnd);
  assert.equal(pressInTable(open(), { key: "Enter" }).column, 1);
});

test("keys of an input method and keys of the browser leave the very same table", () => {
  const table = open();
  for (const key of [{ key: "Enter", composing: true }, { key: "x" }, { key: "Tab" }, { key: "c", ctrl: true }, { key: "ArrowLeft" }]) {
    assert.equal(pressInTable(table, key), table);
  }
});

test("rows that were not saved are taken up again as one step", () => {
  const table = takeUp(open(), [{ was: 2, texts: ["c", "3", "false"] }]);
  assert.deepEqual(goods(table), ["c"]);
  assert.deepEqual(goods(undoStep(table)), ["a", "b", "c"]);
});

test("the clipboard is read as spreadsheets write it", () => {
  assert.deepEqual(readCells("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(readCells('"two\nlines"\t"say ""hi"""\nplain"quote\t'), [["two\nlines", 'say "hi"'], ['plain"quote', ""]]);
  assert.deepEqual(readCells("a\t\tb"), [["a", "", "b"]]);
  assert.deepEqual(readCells(""), []);
  assert.deepEqual(["a", "a\n", "a\tb", "a\nb"].map(isGrid), [false, false, true, true]);
});

test("what two people type is locked, and the rows of such a table stay as they are", () => {
  const scan = { fields: [
    { path: "items[0].goods", text: "a", value: "a", keying: null }, { path: "items[0].price", text: "7.77", value: "7.77", keying: "first" },
    { path: "items[1].goods", text: "b", value: "b", keying: "done" }, { path: "items[1].price", text: "2", value: "2", keying: null },
  ] };
  const shape = { name: "items", label: "Items", columns: COLUMNS.slice(0, 2) };
  const { texts, locks } = cellsOf(scan, shape);
  assert.deepEqual([texts, locks], [[["a", ""], ["b", "2"]], [["", "held"], ["agreed", ""]]]);
  const table = openTable("items", shape.columns, texts, locks);
  for (const act of [addRow, deleteRow, (one) => moveRow(one, 1), (one) => typeCell(goToCell(one, 1, 0), "x")]) {
    assert.deepEqual(act(table).rows, table.rows);
  }
  const grid = [["A", "1"], ["B", "22"], ["C", "3"]];
  assert.deepEqual(leftOut(table, grid), { columns: 0, rows: 1 });
  const pasted = pasteGrid(table, grid);
  assert.deepEqual(pasted.rows.map((row) => [...row.texts]), [["A", ""], ["b", "22"]]);
  assert.deepEqual(rowsToSave(pasted).map((row) => row.values), [{ goods: "A" }, { price: "22" }]);
});

test("what a pasted grid has no room for is counted, blank cells at its end are not", () => {
  const table = goToCell(open(), 1, 1);
  assert.deepEqual(leftOut(table, [["1", "true", "x", "y", "", " "], ["2"]]), { columns: 2, rows: 0 });
  assert.deepEqual(leftOut(table, Array.from({ length: 1200 }, () => ["1"])), { columns: 0, rows: 201 });
});
