// The grid's reducer, key by key, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countWrong, goTo, isSeen, mark, openGrid, press, showPicture, taken, type,
} from "../../../../ocr_service/web/check/grid.js";

const cell = (path, change = {}) => ({
  scan: "scan_1", path, text: path, typable: true, wrong: false, typed: null, picture: "seen", ...change,
});
const five = (change = {}) => openGrid(["a", "b", "c", "d", "e"].map((path) => cell(path, change)));
const keys = (grid, ...pressed) => pressed.reduce((state, key) => press(state, { key }, 3), grid);

test("arrows move within the grid and stop at its edges", () => {
  assert.equal(keys(five(), "ArrowRight", "ArrowDown").at, 4);
  assert.equal(keys(five(), "ArrowLeft").at, 0);
  assert.equal(keys(five(), "ArrowDown", "ArrowDown").at, 3);
  assert.equal(keys(five(), "End").at, 4);
  assert.equal(keys(five(), "End", "ArrowUp", "Home").at, 0);
});

test("space marks, and takes the mark back with what was typed", () => {
  const typed = keys(type(keys(five(), "F2"), "x"), "Enter");
  assert.deepEqual([typed.cells[0].wrong, typed.cells[0].typed], [true, "x"]);
  const back = keys(typed, " ");
  assert.deepEqual([back.cells[0].wrong, back.cells[0].typed], [false, null]);
});

test("whoever types, types into the cell; the first character is not lost", () => {
  const opened = keys(five(), "7");
  assert.equal(opened.draft, "7");
  assert.equal(keys(opened, "Enter").cells[0].typed, "7");
});

test("typing what stands there already marks nothing", () => {
  const kept = keys(type(keys(five(), "F2"), "a"), "Enter");
  assert.deepEqual([kept.cells[0].wrong, kept.task], [false, ""]);
});

test("blank can be what is right", () => {
  assert.equal(keys(keys(five(), "F2"), "Enter").cells[0].typed, "");
});

test("escape closes the box without a trace, then leaves", () => {
  const closed = keys(type(keys(five(), "F2"), "x"), "Escape");
  assert.deepEqual([closed.draft, closed.cells[0].wrong], [null, false]);
  assert.equal(keys(closed, "Escape").task, "leave");
});

test("down and tab keep what was typed and go on", () => {
  assert.deepEqual([keys(type(keys(five(), "F2"), "x"), "ArrowDown").at, keys(type(keys(five(), "F2"), "x"), "Tab").at], [3, 1]);
  assert.equal(keys(type(keys(five(), "F2"), "x"), "Tab").cells[0].typed, "x");
});

test("nobody confirms what has not been seen", () => {
  const loading = five({ picture: "" });
  assert.equal(keys(loading, "Enter").task, "");
  const seen = loading.cells.reduce((grid, _, at) => showPicture(grid, at, at === 2 ? "broken" : "seen"), loading);
  assert.equal(isSeen(seen), true);
  assert.equal(seen.cells[2].wrong, true);
  assert.equal(keys(seen, "Enter").task, "verify");
  assert.equal(taken(keys(seen, "Enter")).task, "");
});

test("options are marked, not typed", () => {
  const grid = five({ typable: false });
  assert.equal(keys(grid, "F2"), grid);
  assert.equal(keys(grid, "1"), grid);
});

test("keys of an input method and of the browser are left alone", () => {
  const grid = five();
  for (const more of [{ composing: true }, { ctrl: true }, { alt: true }]) {
    assert.equal(press(grid, { key: "Enter", ...more }, 3), grid);
  }
});

test("a click marks and takes the cell in hand", () => {
  const clicked = mark(goTo(five(), 2), 2);
  assert.deepEqual([clicked.at, countWrong(clicked)], [2, 1]);
  assert.equal(mark(five(), 9).cells.length, 5);
});
