// Typing from pictures alone, key by key, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  append, choose, current, left, openTyping, pick, press, refuse, taken, type, valueOf,
} from "../../../../ocr_service/web/check/typing.js";

const entry = (path, change = {}) => ({
  scan: "scan_1", path, type: "text", options: [], several: false, between: [], text: "", touched: false, done: false,
  refusal: "", ...change,
});
const options = ["x", "y"].map((value) => ({ value, label: value.toUpperCase() }));
const keys = (typing, ...pressed) => pressed.reduce((state, key) => press(state.task ? taken(state) : state, { key }), typing);

test("Enter alone takes one field after the other", () => {
  const typing = openTyping([entry("a"), entry("b")]);
  const first = keys(type(typing, "1"), "Enter");
  assert.deepEqual([first.task, first.saving, current(first)?.path], ["save", 0, "b"]);
  const second = keys(first, "Enter");
  assert.deepEqual([second.task, second.entries[1].text, left(second)], ["save", "", 0]);
  assert.equal(keys(second, "Enter").task, "finish");
});

test("yes or no is never meant by silence", () => {
  const tick = openTyping([entry("a", { type: "tick", options })]);
  assert.equal(keys(tick, "Enter"), tick);
  assert.equal(keys(tick, "2", "Enter").task, "save");
});

test("one of two texts has to be chosen, and blank can be the one", () => {
  const differing = openTyping([entry("a", { between: ["", "12"] })]);
  assert.equal(keys(differing, "Enter"), differing);
  assert.equal(keys(differing, "ArrowDown").entries[0].text, "12");
  assert.equal(keys(differing, "ArrowUp", "Enter").entries[0].done, true);
  assert.equal(choose(differing, 5), differing);
});

test("options are ticked by number, several of them in the form's order", () => {
  const many = openTyping([entry("a", { type: "choice", options, several: true })]);
  assert.deepEqual(valueOf(keys(many, "2", "1").entries[0]), ["x", "y"]);
  assert.deepEqual(valueOf(keys(many, "1", "1").entries[0]), []);
  const one = openTyping([entry("a", { type: "choice", options })]);
  assert.equal(valueOf(keys(one, "1", "2").entries[0]), "y");
  assert.equal(pick(one, 7), one);
});

test("a number is typed where there are no options", () => {
  const typing = openTyping([entry("a", { type: "integer" })]);
  assert.equal(keys(typing, "1"), typing);
});

test("control and z go back to the field before, not into what is being typed", () => {
  const typing = keys(type(openTyping([entry("a"), entry("b")]), "1"), "Enter");
  assert.equal(current(press(typing, { key: "z", ctrl: true }))?.path, "a");
  const begun = type(typing, "2");
  assert.equal(press(begun, { key: "z", ctrl: true }), begun);
});

test("later moves a field to the end", () => {
  const typing = openTyping([entry("a"), entry("b")]);
  const later = keys(typing, "F8");
  assert.deepEqual(later.entries.map((one) => one.path), ["b", "a"]);
  assert.equal(current(later)?.path, "b");
  const alone = openTyping([entry("a")]);
  assert.equal(keys(alone, "F8"), alone);
});

test("what was refused is in hand again, with the reason", () => {
  const typing = keys(type(openTyping([entry("a"), entry("b")]), "?"), "Enter");
  const back = refuse(typing, "scan_1", "a", "no date");
  assert.deepEqual([current(back)?.path, current(back)?.refusal, current(back)?.done], ["a", "no date", false]);
  assert.equal(refuse(typing, "scan_9", "a", "no"), typing);
});

test("escape empties the box, then leaves", () => {
  const typing = type(openTyping([entry("a")]), "1");
  assert.equal(keys(typing, "Escape").entries[0].text, "");
  assert.equal(keys(typing, "Escape", "Escape").task, "leave");
});

test("further fields come behind, none of them twice", () => {
  const done = keys(openTyping([entry("a")]), "Enter");
  const more = append(done, [entry("a"), entry("b")]);
  assert.deepEqual([more.entries.length, current(more)?.path], [2, "b"]);
  assert.equal(append(more, [entry("b")]), more);
});

test("keys of an input method are left alone", () => {
  const typing = openTyping([entry("a")]);
  assert.equal(press(typing, { key: "Enter", composing: true }), typing);
});

test("values as the API takes them", () => {
  assert.equal(valueOf(entry("a")), null);
  assert.equal(valueOf(entry("a", { text: "1" })), "1");
  assert.equal(valueOf(entry("a", { type: "seal", text: "false" })), false);
});
