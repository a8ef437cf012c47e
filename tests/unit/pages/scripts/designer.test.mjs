// Drawing a form without a browser: what each act makes of the content, what is undone together, what keys mean.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fine, moveEdge } from "../../../../ocr_service/web/designer/columns.js";
import { load, openDesign, redo, select, selectNext, showPage, toggle, undo } from "../../../../ocr_service/web/designer/design.js";
import { confirm, doubtfulKeys, nextDoubtful, removeDoubtful, settle } from "../../../../ocr_service/web/designer/doubts.js";
import { addBelow, draw, duplicate, remove, splitColumn } from "../../../../ocr_service/web/designer/drawing.js";
import { press } from "../../../../ocr_service/web/designer/keys.js";
import { pathsOfAll } from "../../../../ocr_service/web/designer/own_names.js";
import { partOf, pathsOf, put, zonesOf } from "../../../../ocr_service/web/designer/parts.js";
import { pageOf, tabOf } from "../../../../ocr_service/web/designer/mending.js";
import { removePage } from "../../../../ocr_service/web/designer/pages.js";
import { growBy, moveBy, place } from "../../../../ocr_service/web/designer/placing.js";
import { addRule, set, setType } from "../../../../ocr_service/web/designer/setting.js";
import { cellAt, snapBox, snapEdge } from "../../../../ocr_service/web/designer/snap.js";

const WORDS = { language: "en", field: "Field", table: "Table", column: "Column", option: "Option", label: "words" };
const CONTENT = {
  format: 1, name: "slip", version: 1, title: { en: "Slip" },
  pages: [{ size_mm: [210, 148], image: "page-1.png" }, { size_mm: [210, 148], image: "page-2.png" }],
  fields: [
    { name: "number", label: { en: "Number" }, box: [10, 10, 40, 8], read: { type: "text" } },
    { name: "total", label: { en: "Total" }, box: [10, 30, 40, 8], read: { type: "amount" }, page: 2 },
    { name: "kind", label: { en: "Kind" }, box: [100, 10, 60, 8], read: { type: "choice", options: [{ value: "a", label: { en: "A" }, box: [101, 11, 4, 4] }] } },
  ],
  tables: [{
    name: "items", label: { en: "Items" }, box: [10, 70, 100, 20], rows: 2,
    columns: [
      { name: "goods", label: { en: "Goods" }, left: 10, right: 60, read: { type: "text" } },
      { name: "price", label: { en: "Price" }, left: 60, right: 110, read: { type: "amount" } },
    ],
  }],
  rules: [{ rule: "sum", of: "items.price", equals: "total" }, { rule: "known", field: "number", lookup: "number" }],
};
const open = (selected = "") => ({ ...openDesign(CONTENT, WORDS), selected });
const box = (design, key) => partOf(design.content, key).box;

test("nothing is changed in place", () => {
  const before = structuredClone(CONTENT);
  let design = draw(open("fields.0"), [20, 120, 30, 8]);
  design = remove(press(moveBy(design, 1, 1), { key: "c" }));
  assert.deepEqual(CONTENT, before);
  assert.notEqual(design.content, CONTENT);
});

test("a zone moves and grows by what is asked and stays on its page", () => {
  assert.deepEqual(box(moveBy(open("fields.0"), 0.5, -5), "fields.0"), [10.5, 5, 40, 8]);
  assert.deepEqual(box(growBy(open("fields.0"), 5, -0.5), "fields.0"), [10, 10, 45, 7.5]);
  assert.deepEqual(box(moveBy(open("fields.0"), 500, 500), "fields.0"), [170, 140, 40, 8]);
  assert.deepEqual(box(growBy(open("fields.0"), -100, 0), "fields.0"), [10, 10, 1, 8]);
});

test("what belongs to a zone goes along", () => {
  assert.deepEqual(partOf(moveBy(open("tables.0"), 5, 0).content, "tables.0.columns").map((one) => [one.left, one.right]), [[15, 65], [65, 115]]);
  assert.deepEqual(partOf(moveBy(open("fields.2"), 2, 3).content, "fields.2.read.options.0").box, [103, 14, 4, 4]);
  assert.deepEqual(partOf(growBy(open("fields.2"), 2, 3).content, "fields.2.read.options.0").box, [101, 11, 4, 4]);
});

test("columns share the line between them", () => {
  const columns = (design) => partOf(design.content, "tables.0.columns").map((one) => [one.left, one.right]);
  assert.deepEqual(columns(moveEdge(open(), "tables.0.columns.0", "right", 45)), [[10, 45], [45, 110]]);
  assert.deepEqual(columns(moveEdge(open(), "tables.0.columns.1", "left", 75)), [[10, 75], [75, 110]]);
  assert.deepEqual(columns(moveEdge(open(), "tables.0.columns.0", "right", -20)), [[10, 11], [11, 110]]);
  const split = splitColumn(open(), "tables.0", 30);
  assert.deepEqual(columns(split), [[10, 30], [30, 60], [60, 110]]);
  assert.equal(split.selected, "tables.0.columns.1");
  assert.equal(splitColumn(open(), "tables.0", 60.2).content, CONTENT);
  assert.deepEqual(columns(remove({ ...open(), selected: "tables.0.columns.0" })), [[10, 110]]);
});

test("a removed column's room never goes across a printed line", () => {
  const columns = (design) => partOf(design.content, "tables.0.columns").map((one) => [one.left, one.right]);
  const [, top, , height] = partOf(open().content, "tables.0").box;
  const inHand = (n) => ({ ...open(), selected: `tables.0.columns.${n}` });
  const del = { key: "Delete" };
  assert.deepEqual(columns(press(inHand(1), del, [[60.3, top - 2, 60.3, top + height]])), [[10, 60]]);
  assert.deepEqual(columns(press(inHand(0), del, [[59.8, top, 59.8, top + height]])), [[60, 110]]);
  // A line elsewhere, one that is level, and one above the table part nothing.
  const others = [[80, top, 80, top + height], [10, top + 2, 110, top + 2], [60, 0, 60, top - 1]];
  assert.deepEqual(columns(press(inHand(1), del, others)), [[10, 110]]);
});

test("columns beside a printed line share it, although both leave the line itself out", () => {
  const gap = put(open().content, ["tables", 0, "columns", 0, "right"], 59.1);
  const columns = (design) => partOf(design.content, "tables.0.columns").map((one) => [one.left, one.right]);
  assert.deepEqual(columns(moveEdge(load(open(), gap), "tables.0.columns.0", "right", 45)), [[10, 45], [45, 110]]);
  assert.deepEqual(columns(moveEdge(load(open(), gap), "tables.0.columns.1", "left", 75)), [[10, 75], [75, 110]]);
  const apart = put(gap, ["tables", 0, "columns", 0, "right"], 50);
  assert.deepEqual(columns(moveEdge(load(open(), apart), "tables.0.columns.0", "right", 45)), [[10, 45], [60, 110]]);
});

test("no line goes over the next one", () => {
  const columns = (design) => partOf(design.content, "tables.0.columns").map((one) => [one.left, one.right]);
  assert.deepEqual(columns(moveEdge(open(), "tables.0.columns.0", "right", 300)), [[10, 109], [109, 110]]);
  const three = splitColumn(open(), "tables.0", 58);
  assert.deepEqual(columns(moveBy(three, 5, 0)), [[10, 63], [63, 65], [65, 110]]);
  assert.deepEqual(columns(moveBy(three, -5, 0)), [[10, 53], [53, 55], [55, 110]]);
});

test("a table's edges take only the outermost columns along, and go over no line", () => {
  const columns = (design) => [box(design, "tables.0"), ...partOf(design.content, "tables.0.columns").map((one) => [one.left, one.right])];
  const placed = (wanted) => columns(place(open(), "tables.0", wanted, ""));
  assert.deepEqual(placed([10, 70, 120, 20]), [[10, 70, 120, 20], [10, 60], [60, 130]]);
  assert.deepEqual(placed([5, 70, 105, 20]), [[5, 70, 105, 20], [5, 60], [60, 110]]);
  assert.deepEqual(placed([10, 70, 30, 20]), [[10, 70, 51, 20], [10, 60], [60, 61]]);
  assert.deepEqual(columns(growBy(open("tables.0"), -5, 0)), [[10, 70, 95, 20], [10, 60], [60, 105]]);
});

test("a table takes over the columns and rows that are printed where it is drawn", () => {
  const upright = [20, 50, 51, 80].map((x) => [x, 90, x, 130]);
  const level = [100, 108, 116].map((y) => [5, y, 100, y]);
  const short = [[35, 100, 35, 105], [20, 112, 30, 112]];
  const table = (lines) => partOf(draw({ ...open(), tool: "table" }, [20, 100, 60, 24], lines).content, "tables.1");
  const ruled = table([...upright, ...level, ...short]);
  assert.deepEqual([ruled.rows, ruled.columns.map((one) => [one.left, one.right])], [3, [[20, 50], [50, 80]]]);
  assert.deepEqual(ruled.columns.map((one) => one.name), ["column_1", "column_2"]);
  assert.deepEqual([table(short).rows, table(short).columns.length], [3, 1]);
});

test("a new field does not take the name of a doubtful one that was taken away", () => {
  assert.equal(draw({ ...open(), doubts: ["field_1"] }, [20, 120, 30, 8]).content.fields.at(-1).name, "field_2");
});

test("what is drawn becomes what the tool says, with a name that is free", () => {
  const field = draw(showPage(open(), 2), [20, 20, 30, 8]);
  assert.deepEqual(partOf(field.content, field.selected), { name: "field_1", label: { en: "Field 1" }, page: 2, box: [20, 20, 30, 8], read: { type: "text" } });
  const table = draw({ ...open(), tool: "table" }, [10, 100, 80, 24]);
  assert.deepEqual([partOf(table.content, "tables.1").rows, partOf(table.content, "tables.1.columns").length], [3, 1]);
  const label = draw({ ...open(), tool: "label" }, [10, 1, 80, 6]);
  assert.deepEqual(partOf(label.content, "pages.0.labels"), [{ text: "words", box: [10, 1, 80, 6] }]);
  const option = draw({ ...open("fields.2"), tool: "option" }, [120, 11, 4, 4]);
  assert.equal(option.selected, "fields.2.read.options.1");
  assert.equal(draw({ ...open("fields.0"), tool: "option" }, [120, 11, 4, 4]).content, CONTENT);
  assert.equal(draw(field, [1, 1, 9, 9]).content.fields.at(-1).name, "field_2");
});

test("many small changes of one kind are undone as one, others one by one", () => {
  let design = open("fields.0");
  for (let step = 0; step < 5; step += 1) design = moveBy(design, 0.5, 0);
  design = growBy(design, 1, 0);
  assert.equal(design.past.length, 2);
  assert.deepEqual(box(undo(design), "fields.0"), [12.5, 10, 40, 8]);
  assert.equal(undo(undo(design)).content, CONTENT);
  assert.deepEqual(redo(redo(undo(undo(design)))).content, design.content);
  assert.equal(moveBy(undo(design), 1, 0).future.length, 0);
});

test("selecting between two moves parts them", () => {
  const design = moveBy(select(select(moveBy(open("fields.0"), 1, 0), "tables.0"), "fields.0"), 1, 0);
  assert.deepEqual(box(undo(design), "fields.0"), [11, 10, 40, 8]);
});

test("a name that follows its label is never one that is taken, and goes on from there", () => {
  const key = "fields.3";
  const names = [];
  let named = draw(open(), [20, 120, 30, 8]);
  for (const en of ["Tota", "Total", "Total ", "Total d"]) {
    named = set(named, key, ["label"], { en });
    names.push(partOf(named.content, key).name);
  }
  assert.deepEqual(names, ["tota", "total_2", "total_2", "total_d"]);
});

test("an option's value follows its English label, too", () => {
  const drawn = draw({ ...open("fields.2"), tool: "option" }, [120, 11, 4, 4]);
  const [named, twice] = ["Sick leave", "A"].map((en) => partOf(set(drawn, drawn.selected, ["label"], { en }).content, drawn.selected).value);
  assert.deepEqual([named, twice], ["sick_leave", "a_2"]);
});

test("what a published version is called stays, whatever becomes of its label", () => {
  const next = openDesign(CONTENT, WORDS, [], pathsOfAll(CONTENT));
  const name = (key, slot = "name") => partOf(set(next, key, ["label"], { en: "Other" }).content, key)[slot];
  assert.deepEqual([name("fields.0"), name("tables.0"), name("tables.0.columns.1"), name("fields.2.read.options.0", "value")], ["number", "items", "price", "a"]);
  const drawn = draw(next, [20, 120, 30, 8]);
  assert.equal(partOf(set(drawn, drawn.selected, ["label"], { en: "Other" }).content, drawn.selected).name, "other");
});

test("a new name goes into the rules, and only where the rule means it", () => {
  assert.equal(set(open(), "tables.0.columns.1", ["name"], "amount").content.rules[0].of, "items.amount");
  assert.equal(set(open(), "tables.0", ["name"], "lines").content.rules[0].of, "lines.price");
  const renamed = set(open(), "fields.0", ["name"], "slip_no").content.rules[1];
  assert.deepEqual([renamed.field, renamed.lookup], ["slip_no", "number"]);
});

test("a key that is set to nothing is left out of the file", () => {
  const required = set(open(), "fields.0", ["required"], true);
  assert.equal(partOf(required.content, "fields.0").required, true);
  assert.ok(!("required" in partOf(set(required, "fields.0", ["required"], undefined).content, "fields.0")));
});

test("another type comes with what it needs and without what the old one had", () => {
  assert.deepEqual(partOf(setType(open(), "fields.2", "date").content, "fields.2.read"), { type: "date" });
  assert.ok(partOf(setType(open(), "fields.0", "code").content, "fields.0.read").pattern);
  assert.equal(partOf(setType(open(), "fields.0", "choice").content, "fields.0.read").options.length, 1);
});

test("a rule waits for a click and takes what was clicked", () => {
  const waiting = { ...addRule(open(), "sum", { of: "", equals: "" }), picking: { rule: 2, path: ["of"] } };
  assert.equal(select(waiting, "tables.0").picking, waiting.picking);
  const filled = select(waiting, "tables.0.columns.1");
  assert.deepEqual([filled.content.rules[2].of, filled.picking, filled.selected], ["items.price", { rule: 2, path: ["equals"] }, ""]);
  assert.equal(select(filled, "fields.1").picking, null);
});

test("a new rule waits at its first empty place, which is no word of its own", () => {
  const slots = (rule) => addRule(open(), rule.rule, rule).picking?.path;
  assert.deepEqual(slots({ rule: "same", fields: ["number", ""] }), ["fields", 1]);
  assert.deepEqual(slots({ rule: "order-match", list: "", order: { column: "", field: "" } }), ["order", "field"]);
  assert.equal(slots({ rule: "known", field: "number", lookup: "" }), undefined);
});

test("what is wrong is mended on its own panel", () => {
  const parts = ["rules.0", "fields.1", "tables.0.columns.2", "pages.0.labels.1", "pages.1", ""];
  assert.deepEqual(parts.map(tabOf), ["rules", "zones", "zones", "zones", "form", "form"]);
  assert.deepEqual(parts.map(pageOf), [0, 0, 0, 0, 2, 0]);
});

test("keys move, size, choose, add and take back; others are left to the browser", () => {
  const design = open("fields.0");
  assert.deepEqual(box(press(design, { key: "ArrowRight" }), "fields.0"), [10.5, 10, 40, 8]);
  assert.deepEqual(box(press(design, { key: "ArrowUp", shift: true }), "fields.0"), [10, 5, 40, 8]);
  assert.deepEqual(box(press(design, { key: "ArrowRight", alt: true, shift: true }), "fields.0"), [10, 10, 45, 8]);
  const empty = open();
  assert.equal(press(empty, { key: "ArrowRight" }), empty);
  assert.equal(press(open(), { key: "j" }).selected, "fields.0");
  assert.equal(press(design, { key: "Delete" }).content.fields.length, 2);
  assert.equal(press(press(design, { key: "Delete" }), { key: "z", ctrl: true }).content, CONTENT);
  assert.deepEqual(box(press(design, { key: "a" }), "fields.3"), [10, 19, 40, 8]);
  assert.equal(press(design, { key: "Escape" }).selected, "");
  assert.equal(press(design, { key: "PageDown" }).page, 2);
  assert.equal(press({ ...design, selected: "tables.0" }, { key: "c" }).content.tables[0].columns.length, 3);
  for (const key of [{ key: "x" }, { key: "r", ctrl: true }, { key: "F5" }, { key: "j", composing: true }, { key: "ArrowLeft", composing: true }]) {
    assert.equal(press(design, key), design);
  }
});

test("zones are visited from top to bottom, a table with its columns", () => {
  let design = open();
  const visited = [];
  for (let step = 0; step < 7; step += 1) {
    design = selectNext(design, 1);
    visited.push(design.selected);
  }
  assert.deepEqual(visited, ["fields.0", "fields.2", "fields.2.read.options.0", "tables.0", "tables.0.columns.0", "tables.0.columns.1", "tables.0.columns.1"]);
});

test("content that is wrong in parts can still be shown", () => {
  const broken = { fields: [{ name: "a" }, null, { box: [1, 2, 3] }, { box: [1, 2, 3, 4], read: {} }], tables: [{ columns: 7 }], pages: "none" };
  assert.deepEqual(zonesOf(broken).map((zone) => zone.key), ["fields.3"]);
  assert.ok(pathsOf(broken));
  assert.equal(load(open("fields.2"), broken).selected, "fields.2");
  assert.equal(load(open("fields.9"), broken).selected, "");
});

test("copies lie below what they are copies of", () => {
  const copy = duplicate(open("fields.0"));
  assert.deepEqual([partOf(copy.content, "fields.3").name, box(copy, "fields.3")], ["number_1", [10, 19, 40, 8]]);
  assert.equal(undo(copy).content, CONTENT);
  assert.deepEqual(box(addBelow(open()), "fields.3"), [10, 10, 40, 7]);
});

const LINES = [[0, 20, 200, 20], [0, 30, 200, 30], [50, 10, 50, 40], [90, 10, 90, 40], [150, 60, 150, 90]];

test("edges that follow the hand snap to printed lines that are near enough, and beside them", () => {
  // Of two edges that are near a line the nearer one takes it: the right one, 0.4 mm away.
  assert.deepEqual(snapBox([50.6, 20.7, 39, 8], {}, LINES, 1).map(fine), [51, 20, 39, 8]);
  assert.deepEqual(snapBox([60, 22, 29.5, 7.4], { east: true, south: true }, LINES, 1).map(fine), [60, 22, 30, 8]);
  // An edge that does not follow the hand stays, however near a line is.
  assert.deepEqual(snapBox([60, 22, 29.5, 7.4], { west: true }, LINES, 1).map(fine), [60, 22, 29.5, 7.4]);
  assert.deepEqual(snapBox([149.5, 22, 10, 7], { west: true }, LINES, 1).map(fine), [149.5, 22, 10, 7]);
  assert.deepEqual(snapBox([60, 22, 29.5, 7.4], { east: true }, LINES, 0).map(fine), [60, 22, 29.5, 7.4]);
  assert.equal(snapEdge(89.4, 12, 30, LINES, 1), 90);
  assert.equal(snapEdge(149.4, 12, 30, LINES, 1), 149.4);
});

test("a point between four lines lies in a cell", () => {
  assert.deepEqual(cellAt(70, 25, LINES)?.map((side) => Math.round(side * 10) / 10), [50.3, 20.3, 39.4, 9.4]);
  assert.equal(cellAt(20, 25, LINES), null);
  assert.equal(cellAt(70, 50, LINES), null);
});

test("several zones in hand move and go together, undone as one", () => {
  const several = toggle(toggle(open("fields.0"), "fields.2"), "tables.0");
  assert.deepEqual([several.selected, several.also], ["tables.0", ["fields.0", "fields.2"]]);
  const moved = moveBy(moveBy(several, 1, 0), 1, 0);
  assert.deepEqual([box(moved, "fields.0")[0], box(moved, "fields.2")[0], box(moved, "tables.0")[0]], [12, 102, 12]);
  assert.equal(undo(moved).content, CONTENT);
  const rest = remove(several);
  assert.deepEqual([rest.content.fields.map((field) => field.name), rest.content.tables], [["total"], []]);
  assert.equal(undo(rest).content, CONTENT);
  assert.deepEqual(toggle(several, "tables.0").also, ["fields.0"]);
  assert.deepEqual(select(several, "tables.0").also, []);
  assert.equal(press(open(), { key: "a", ctrl: true }).also.length, 2);
});

test("of what is removed the zone that follows is in hand", () => {
  assert.equal(remove(open("fields.0")).selected, "fields.1");
  assert.equal(partOf(remove(open("fields.0")).content, "fields.1").name, "kind");
  assert.equal(remove(open("tables.0")).selected, "fields.2");
});

test("doubtful zones are gone through, confirmed by a change or a word, and removed at once", () => {
  const doubting = { ...open(), doubts: ["number", "kind", "gone"] };
  assert.deepEqual([...doubtfulKeys(doubting)], ["fields.0", "fields.2"]);
  const first = nextDoubtful(doubting);
  assert.equal(first.selected, "fields.0");
  const second = confirm(first);
  assert.deepEqual([second.selected, second.doubts], ["fields.2", ["kind", "gone"]]);
  assert.deepEqual(settle(second, moveBy(second, 1, 0)).doubts, ["gone"]);
  assert.equal(settle(second, select(second, "fields.0")).doubts, second.doubts);
  const removed = settle(doubting, removeDoubtful(doubting));
  assert.deepEqual(removed.content.fields.map((field) => field.name), ["total"]);
  assert.equal(doubtfulKeys(settle(removed, undo(removed))).size, 2);
  assert.equal(confirm(open("fields.1")).selected, "fields.1");
});

test("a name that nobody chose follows the English label", () => {
  const drawn = draw(open(), [20, 120, 30, 8]);
  let named = set(drawn, drawn.selected, ["label"], { en: "Purchase order no." });
  assert.equal(partOf(named.content, drawn.selected).name, "purchase_order_no");
  named = set(named, drawn.selected, ["label"], { en: "Order" });
  assert.equal(partOf(named.content, drawn.selected).name, "order");
  named = set(set(named, drawn.selected, ["name"], "po"), drawn.selected, ["label"], { en: "Purchase" });
  assert.equal(partOf(named.content, drawn.selected).name, "po");
  assert.equal(partOf(set(drawn, drawn.selected, ["label"], { "zh-CN": "单号" }).content, drawn.selected).name, "field_1");
});

test("a new name goes wherever the form speaks of the part", () => {
  const rules = [{
    rule: "order-match", list: "number", order: { field: "number", column: "number" },
    agrees: { number: "number" }, quantity: { field: "items.price", column: "q" }, status: { column: "number", open: ["number"] },
  }];
  const tables = [{ ...CONTENT.tables[0], totals: [{ name: "sum", column: "price" }] }];
  const content = { ...CONTENT, rules, tables, supplier: "number", unique_by: ["total", "number"], case_by: "number" };
  const field = set(openDesign(content, WORDS), "fields.0", ["name"], "no").content;
  assert.deepEqual([field.supplier, field.unique_by, field.case_by], ["no", ["total", "no"], "no"]);
  assert.deepEqual(field.rules[0], { ...rules[0], order: { field: "no", column: "number" }, agrees: { no: "number" } });
  const column = set(openDesign(content, WORDS), "tables.0.columns.1", ["name"], "cost").content;
  assert.deepEqual([column.rules[0].quantity.field, column.tables[0].totals[0].column], ["items.cost", "cost"]);
  const table = set(openDesign(content, WORDS), "tables.0", ["name"], "lines").content;
  assert.equal(table.rules[0].quantity.field, "lines.price");
});

test("what no panel asks for is kept through every act", () => {
  const content = { ...CONTENT, later: { key: [1] }, fields: CONTENT.fields.map((field) => ({ ...field, later: 1 })) };
  let design = { ...openDesign(content, WORDS), selected: "fields.0" };
  for (const key of ["ArrowLeft", "a", "j", "Delete", "k", "c"]) design = press(design, { key });
  design = set(setType(design, "fields.0", "date"), "fields.0", ["name"], "day");
  assert.deepEqual([design.content.later, partOf(design.content, "fields.0.later")], [{ key: [1] }, 1]);
});

test("a page goes with what lies on it, and those behind move up", () => {
  const tables = [{ ...CONTENT.tables[0], continues: [{ page: 2, box: [1, 1, 9, 9], rows: 1 }, { page: 3, box: [1, 1, 9, 9], rows: 1 }] }];
  const content = { ...CONTENT, tables, pages: [...CONTENT.pages, { size_mm: [1, 1], image: "page-3.png" }] };
  const second = removePage({ ...openDesign(content, WORDS), page: 2 }).content;
  assert.deepEqual(second.pages.map((page) => page.image), ["page-1.png", "page-3.png"]);
  assert.deepEqual(second.fields.map((field) => field.name), ["number", "kind"]);
  assert.deepEqual(second.tables[0].continues.map((more) => more.page), [2]);
  const first = removePage(openDesign(content, WORDS)).content;
  assert.deepEqual([first.fields, first.tables], [[{ name: "total", label: { en: "Total" }, box: [10, 30, 40, 8], read: { type: "amount" } }], []]);
  assert.equal(removePage({ ...open(), content: { ...CONTENT, pages: CONTENT.pages.slice(1) } }).content.pages.length, 1);
});
