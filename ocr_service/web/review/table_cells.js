// The cells of a table as the server has them: their texts, and which of them are not this person's to change.

import { isHeld } from "./fields.js";
import { goToCell, typeCell } from "./tables.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("../static/types.js").Table} Table */
/** @typedef {import("../static/types.js").Field} Field */
/** @typedef {import("./tables.js").Lock} Lock */
/** @typedef {import("./tables.js").TableInHand} TableInHand */

/** @param {Scan} scan @param {Table} table @returns {{texts: string[][], locks: Lock[][]}} row by row, in the order of the columns */
export function cellsOf(scan, table) {
  const cells = new Map(scan.fields.map((field) => [field.path, field]));
  /** @type {(Field | undefined)[][]} */
  const rows = [];
  for (let row = 0; ; row += 1) {
    const line = table.columns.map((column) => cells.get(`${table.name}[${row}].${column.name}`));
    if (!line.some(Boolean)) break;
    rows.push(line);
  }
  return {
    texts: rows.map((line) => line.map((cell, at) => textOf(cell, table.columns[at]?.type))),
    locks: rows.map((line) => line.map(lockOf)),
  };
}

/** The cell of this path is in hand, if the table has it. @param {TableInHand} table @param {string} path @returns {TableInHand} */
export function goToPath(table, path) {
  const [row, column] = placeOf(table, path);
  return goToCell(table, row, column);
}

/** @param {TableInHand} table @param {string} path @param {string} text @returns {TableInHand} */
export function typeAtPath(table, path, text) {
  const [row, column] = placeOf(table, path);
  const there = goToCell(table, row, column);
  return there.row === row && there.column === column ? typeCell(there, text) : table;
}

/** @param {TableInHand} table @param {string} path @returns {[number, number]} row and column; -1 where there is none */
function placeOf({ name, rows, columns }, path) {
  const cell = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(path);
  if (cell?.[1] !== name) return [-1, -1];
  return [rows.findIndex((one) => one.was === Number(cell[2])), columns.findIndex((one) => one.name === cell[3])];
}

/** @param {Field | undefined} cell @param {string | undefined} type */
function textOf(cell, type) {
  // What two people are still to type is shown to nobody.
  if (!cell || isHeld(cell)) return "";
  return type === "tick" ? String(cell.value === true) : cell.text;
}

/** @param {Field | undefined} cell @returns {Lock} */
function lockOf(cell) {
  if (!cell?.keying) return "";
  return isHeld(cell) ? "held" : "agreed";
}
