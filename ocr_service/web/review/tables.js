// A table in hand as a pure reducer: rows added, deleted, moved, filled, pasted; every step can be undone. Cells that two
// people type are locked, and where there are such, rows stay as they are: each of the two sees only a row's number.

/**
 * @typedef {{name: string, label: string, type: string}} Column
 * @typedef {"" | "held" | "agreed"} Lock two people are still to type the cell, or have typed it alike
 * @typedef {object} Row
 * @property {number | null} was which of the saved rows it is, from 0; null for a new one
 * @property {readonly string[]} texts in the order of the columns
 * @typedef {{rows: readonly Row[], row: number, column: number}} Moment
 * @typedef {object} TableInHand
 * @property {string} name
 * @property {readonly Column[]} columns
 * @property {readonly (readonly string[])[]} saved the rows as the server has them
 * @property {readonly (readonly Lock[])[]} locks of the saved rows
 * @property {readonly Row[]} rows
 * @property {number} row the cell in hand; -1 where there is no row
 * @property {number} column
 * @property {readonly Moment[]} past
 * @property {readonly Moment[]} future
 * @property {string} typing the cell that is typed into: letter after letter is one step
 */

const MOST_ROWS = 1000; // as many as the server takes

/**
 * @param {string} name @param {readonly Column[]} columns @param {readonly (readonly string[])[]} saved
 * @param {readonly (readonly Lock[])[]} [locks] @returns {TableInHand}
 */
export function openTable(name, columns, saved, locks = []) {
  const rows = saved.map((texts, was) => ({ was, texts }));
  return { name, columns, saved, locks, rows, row: rows.length ? 0 : -1, column: 0, past: [], future: [], typing: "" };
}

/** @param {TableInHand} table @param {number} row @param {number} column @returns {Lock} */
export function lockOf({ rows, locks }, row, column) {
  return locks[rows[row]?.was ?? -1]?.[column] ?? "";
}

/** Whether rows can be neither added nor deleted nor moved. @param {TableInHand} table */
export function isFixed({ locks }) {
  return locks.some((row) => row.some(Boolean));
}

/** Rows that were typed before and not saved. @param {TableInHand} table @param {readonly Row[]} rows */
export function takeUp(table, rows) {
  return step(table, { rows, row: Math.min(Math.max(table.row, 0), rows.length - 1) });
}

/** @param {TableInHand} table @param {number} row @param {number} column @returns {TableInHand} */
export function goToCell(table, row, column) {
  const there = row >= 0 && row < table.rows.length && column >= 0 && column < table.columns.length;
  if (!there || (row === table.row && column === table.column)) return table;
  return { ...table, row, column, typing: "" };
}

/** @param {TableInHand} table @param {string} text @returns {TableInHand} */
export function typeCell(table, text) {
  if (lockOf(table, table.row, table.column)) return table;
  const cell = `${table.row} ${table.column}`;
  const rows = withText(table.rows, table.row, table.column, text);
  if (table.typing === cell) return { ...table, rows };
  return { ...step(table, { rows }), typing: cell };
}

/** A blank row below the one in hand. @param {TableInHand} table @returns {TableInHand} */
export function addRow(table) {
  if (table.rows.length >= MOST_ROWS || isFixed(table)) return table;
  const at = table.row + 1;
  return step(table, { rows: [...table.rows.slice(0, at), blank(table), ...table.rows.slice(at)], row: at, column: 0 });
}

/** @param {TableInHand} table @returns {TableInHand} */
export function deleteRow(table) {
  if (table.row < 0 || isFixed(table)) return table;
  const rows = table.rows.filter((_, index) => index !== table.row);
  return step(table, { rows, row: Math.min(table.row, rows.length - 1) });
}

/** @param {TableInHand} table @param {1 | -1} by @returns {TableInHand} */
export function moveRow(table, by) {
  const [row, to] = [table.rows[table.row], table.row + by];
  if (!row || isFixed(table) || to < 0 || to >= table.rows.length) return table;
  const rows = table.rows.filter((_, index) => index !== table.row);
  return step(table, { rows: [...rows.slice(0, to), row, ...rows.slice(to)], row: to });
}

/**
 * Puts a grid of texts over the cells from the one in hand, to the right and down; rows that are missing are added.
 * Locked cells are left as they are.
 * @param {TableInHand} table @param {readonly (readonly string[])[]} grid @returns {TableInHand}
 */
export function pasteGrid(table, grid) {
  if (!grid.length) return table;
  const at = Math.max(table.row, 0);
  let rows = table.rows;
  grid.slice(0, MOST_ROWS - at).forEach((texts, down) => {
    if (at + down >= rows.length && !isFixed(table)) rows = [...rows, blank(table)];
    texts.slice(0, table.columns.length - table.column).forEach((text, right) => {
      if (!lockOf(table, at + down, table.column + right)) rows = withText(rows, at + down, table.column + right, text.trim());
    });
  });
  return step(table, { rows, row: at });
}

/**
 * How much of a grid has no room right of the cell in hand, and below it.
 * @param {TableInHand} table @param {readonly (readonly string[])[]} grid @returns {{columns: number, rows: number}}
 */
export function leftOut(table, grid) {
  const most = isFixed(table) ? table.rows.length : MOST_ROWS;
  return {
    columns: Math.max(0, ...grid.map((texts) => table.column + lengthOf(texts) - table.columns.length)),
    rows: Math.max(0, Math.max(table.row, 0) + grid.length - most),
  };
}

/** Blank cells at a line's end are none. @param {readonly string[]} texts */
function lengthOf(texts) {
  return texts.findLastIndex((text) => text.trim() !== "") + 1;
}

/** @param {TableInHand} table @returns {TableInHand} */
export function undoStep(table) {
  const last = table.past.at(-1);
  if (!last) return table;
  return { ...table, ...last, past: table.past.slice(0, -1), future: [...table.future, moment(table)], typing: "" };
}

/** @param {TableInHand} table @returns {TableInHand} */
export function redoStep(table) {
  const next = table.future.at(-1);
  if (!next) return table;
  return { ...table, ...next, past: [...table.past, moment(table)], future: table.future.slice(0, -1), typing: "" };
}

/**
 * What a key does in a table; the very same table where the key is the browser's.
 * @param {TableInHand} table
 * @param {{key: string, code?: string, ctrl?: boolean, alt?: boolean, shift?: boolean, composing?: boolean}} key
 * @returns {TableInHand}
 */
export function pressInTable(table, { key, code, ctrl, alt, shift, composing }) {
  if (composing) return table;
  if (ctrl && !alt && key.toLowerCase() === "z") return shift ? redoStep(table) : undoStep(table);
  if (ctrl && !alt && key.toLowerCase() === "y") return redoStep(table);
  if (ctrl) return table;
  if (alt && key === "ArrowUp") return moveRow(table, -1);
  if (alt && key === "ArrowDown") return moveRow(table, 1);
  if (alt && code === "KeyN") return addRow(table);
  if (alt && (key === "Delete" || key === "Backspace")) return deleteRow(table);
  if (alt) return table;
  if (key === "ArrowUp") return goToCell(table, table.row - 1, table.column);
  if (key === "ArrowDown") return goToCell(table, table.row + 1, table.column);
  if (key === "Enter") return shift ? table : nextCell(table);
  return table;
}

/** Whether it holds what the server does not have. @param {TableInHand} table */
export function isTableChanged(table) {
  return table.rows.length !== table.saved.length || table.rows.some((row, index) => row.was !== index || isRowChanged(table, row));
}

/**
 * The rows as the API takes them: which row each was, and the values that change.
 * @param {TableInHand} table
 * @returns {{was: number | null, values: Record<string, string | boolean | null>}[]}
 */
export function rowsToSave(table) {
  return table.rows.map((row) => {
    const before = row.was === null ? [] : table.saved[row.was] ?? [];
    const changed = table.columns.flatMap((column, index) => {
      const text = row.texts[index] ?? "";
      return text === (before[index] ?? "") ? [] : [/** @type {const} */ ([column.name, valueOf(column, text)])];
    });
    return { was: row.was, values: Object.fromEntries(changed) };
  });
}

/** @param {Column} column @param {string} text */
function valueOf(column, text) {
  if (column.type === "tick") return text === "true";
  return text === "" ? null : text;
}

/** The last cell's next one is in a new row, unless the last row is still blank. @param {TableInHand} table */
function nextCell(table) {
  if (table.row < 0) return addRow(table);
  if (table.column + 1 < table.columns.length) return goToCell(table, table.row, table.column + 1);
  if (table.row + 1 < table.rows.length) return goToCell(table, table.row + 1, 0);
  return table.rows[table.row]?.texts.some(isFilled) ? addRow(table) : table;
}

/** @param {string} text */
function isFilled(text) {
  return text !== "" && text !== "false";
}

/** @param {TableInHand} table @param {Row} row */
function isRowChanged(table, row) {
  const before = row.was === null ? [] : table.saved[row.was] ?? [];
  return row.texts.some((text, index) => text !== (before[index] ?? ""));
}

/** @param {TableInHand} table @returns {Row} */
function blank(table) {
  return { was: null, texts: table.columns.map((column) => (column.type === "tick" ? "false" : "")) };
}

/** @param {TableInHand} table @param {Partial<Moment>} change @returns {TableInHand} */
function step(table, change) {
  return { ...table, ...change, past: [...table.past, moment(table)], future: [], typing: "" };
}

/** @param {TableInHand} table @returns {Moment} */
function moment({ rows, row, column }) {
  return { rows, row, column };
}

/** @param {readonly Row[]} rows @param {number} at @param {number} column @param {string} text @returns {readonly Row[]} */
function withText(rows, at, column, text) {
  return rows.map((row, index) =>
    index === at ? { ...row, texts: row.texts.map((old, place) => (place === column ? text : old)) } : row);
}
