// The order in which doubtful fields are visited.
import assert from "node:assert/strict";
import { test } from "node:test";

import { inReadingOrder } from "../../../../ocr_service/web/review/reading_order.js";

const field = (path, x, y, more = {}) => ({ path, page: 1, box: { x, y, width: 100, height: 20 }, ...more });
const paths = (...fields) => inReadingOrder(fields).map((one) => one.path);

test("lines are read from above, each from the left, however crooked", () => {
  assert.deepEqual(paths(field("d", 300, 108), field("c", 10, 100), field("b", 300, 4), field("a", 10, 9)), ["a", "b", "c", "d"]);
});

test("a page comes after the one before", () => {
  assert.deepEqual(paths(field("late", 0, 0, { page: 2 }), field("early", 0, 900)), ["early", "late"]);
});

test("a table is read row by row where it stands, in the order that its rows have now", () => {
  const rows = [field("items[0].a", 10, 240), field("items[0].b", 120, 240), field("items[1].a", 10, 200), field("items[1].b", 120, 200)];
  assert.deepEqual(paths(field("total", 10, 300), field("no", 10, 10), ...rows), [
    "no", "items[0].a", "items[0].b", "items[1].a", "items[1].b", "total",
  ]);
});

test("a row that a person added is read in its place, and a table of such rows alone last", () => {
  const added = { box: null };
  assert.deepEqual(paths(field("items[0].a", 0, 50), field("items[1].a", 0, 0, added), field("total", 0, 90)), [
    "items[0].a", "items[1].a", "total",
  ]);
  assert.deepEqual(paths(field("items[0].a", 0, 0, added), field("no", 0, 10)), ["no", "items[0].a"]);
});

test("a tall field does not swallow the lines beside it", () => {
  const tall = { path: "remark", page: 1, box: { x: 300, y: 0, width: 100, height: 100 } };
  assert.deepEqual(paths(field("c", 0, 80), field("b", 0, 40), field("a", 0, 0), tall), ["a", "b", "remark", "c"]);
});
