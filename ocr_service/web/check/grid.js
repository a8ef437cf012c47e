// A grid of alike readings as a pure reducer: (state, key) -> state. It knows neither the page nor the server.
// A key that means nothing here gives back the very same state, so that the browser may do its own with it.

/**
 * One reading with its picture.
 * @typedef {object} Cell
 * @property {string} scan
 * @property {string} path
 * @property {string} text as it was read
 * @property {boolean} typable whether the right value can be typed here
 * @property {boolean} wrong marked: it is not what the paper says
 * @property {string | null} typed what the paper says, where it was typed at once
 * @property {"" | "seen" | "broken"} picture what was never seen cannot be right
 *
 * @typedef {"" | "verify" | "leave" | "help"} Task what the page must do now
 *
 * @typedef {object} Grid
 * @property {readonly Cell[]} cells
 * @property {number} at the cell in hand
 * @property {string | null} draft what stands in the cell's box while it is typed; null while no box is open
 * @property {Task} task
 *
 * @typedef {import("../static/keys.js").Key} Key
 */

/** @param {readonly Cell[]} cells @returns {Grid} */
export function openGrid(cells) {
  return { cells, at: 0, draft: null, task: "" };
}

/** @param {Grid} grid @param {Key} key @param {number} columns how many cells stand in a row @returns {Grid} */
export function press(grid, key, columns) {
  if (key.composing || key.ctrl || key.alt) return grid;
  if (grid.draft !== null) return pressInBox(grid, key, columns);
  switch (key.key) {
    case "ArrowRight":
      return goTo(grid, grid.at + 1);
    case "ArrowLeft":
      return goTo(grid, grid.at - 1);
    case "ArrowDown":
      return goTo(grid, grid.at + columns);
    case "ArrowUp":
      return goTo(grid, grid.at - columns);
    case "Home":
      return goTo(grid, 0);
    case "End":
      return goTo(grid, grid.cells.length - 1);
    case " ":
      return mark(grid, grid.at);
    case "F2":
      return openBox(grid, grid.cells[grid.at]?.typed ?? "");
    case "Enter":
      return isSeen(grid) ? { ...grid, task: "verify" } : grid;
    case "Escape":
      return { ...grid, task: "leave" };
    case "F1":
      return { ...grid, task: "help" };
    default:
      // As in a spreadsheet: whoever types, types into the cell.
      return key.key.length === 1 ? openBox(grid, key.key) : grid;
  }
}

/** Marks a cell as wrong, or takes the mark back with what was typed. @param {Grid} grid @param {number} at @returns {Grid} */
export function mark(grid, at) {
  const cell = grid.cells[at];
  if (!cell) return grid;
  return { ...withCell(grid, at, { wrong: !cell.wrong, typed: null }), at, draft: null };
}

/** @param {Grid} grid @param {number} at @returns {Grid} */
export function goTo(grid, at) {
  if (at < 0 || at >= grid.cells.length || at === grid.at) return grid;
  return { ...grid, at, draft: null };
}

/** The text in the open box was changed. @param {Grid} grid @param {string} text @returns {Grid} */
export function type(grid, text) {
  return grid.draft === null ? grid : { ...grid, draft: text };
}

/** A picture has come, or never will. @param {Grid} grid @param {number} at @param {"seen" | "broken"} picture @returns {Grid} */
export function showPicture(grid, at, picture) {
  return withCell(grid, at, picture === "broken" ? { picture, wrong: true } : { picture });
}

/** The page has begun what `task` asked for. @param {Grid} grid @returns {Grid} */
export function taken(grid) {
  return { ...grid, task: "" };
}

/** All pictures have come: only then can anybody say that the rest is right. @param {Grid} grid */
export function isSeen(grid) {
  return grid.cells.every((cell) => cell.picture !== "");
}

/** @param {Grid} grid @returns {number} */
export function countWrong(grid) {
  return grid.cells.filter((cell) => cell.wrong).length;
}

/** @param {Grid} grid @param {Key} key @param {number} columns @returns {Grid} */
function pressInBox(grid, key, columns) {
  if (key.key === "Escape") return { ...grid, draft: null };
  if (key.key === "Enter") return keep(grid);
  if (key.key === "Tab") return goTo(keep(grid), grid.at + (key.shift ? -1 : 1));
  if (key.key === "ArrowDown") return goTo(keep(grid), grid.at + columns);
  if (key.key === "ArrowUp") return goTo(keep(grid), grid.at - columns);
  return grid;
}

/** What stands in the box is what the paper says. @param {Grid} grid @returns {Grid} */
function keep(grid) {
  const cell = grid.cells[grid.at];
  if (!cell || grid.draft === null) return grid;
  const right = grid.draft === cell.text;
  return { ...withCell(grid, grid.at, { wrong: !right, typed: right ? null : grid.draft }), draft: null };
}

/** @param {Grid} grid @param {string} text @returns {Grid} */
function openBox(grid, text) {
  return grid.cells[grid.at]?.typable ? { ...grid, draft: text } : grid;
}

/** @param {Grid} grid @param {number} at @param {Partial<Cell>} change @returns {Grid} */
function withCell(grid, at, change) {
  return { ...grid, cells: grid.cells.map((cell, index) => (index === at ? { ...cell, ...change } : cell)) };
}
