// The review desk's reducer, key by key, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { current, goTo, judge, left, offer, openDesk, refused, taken, type } from "../../../../ocr_service/web/review/desk.js";
import { choicesOf } from "../../../../ocr_service/web/review/desk_field.js";
import { press } from "../../../../ocr_service/web/review/desk_keys.js";

const field = (path, change = {}) => ({
  path, type: "text", options: [], several: false, optional: false, alternatives: [], saved: path.toUpperCase(), text: path.toUpperCase(),
  doubtful: true, confirmed: false, refusal: "", conflict: null,
  completions: [], chosen: -1, ...change,
});
const digit = (n, more = {}) => ({ key: String(n), code: `Digit${n}`, ...more });
const enter = { key: "Enter" };
const keys = (desk, ...pressed) => pressed.reduce(press, desk);

test("two doubtful fields without change take three keys until the form is accepted", () => {
  const desk = openDesk([field("a"), field("b")]);
  assert.equal(keys(desk, enter, enter).task, "");
  assert.equal(keys(desk, enter, enter, enter).task, "accept");
});

test("one correction takes its characters and two keys", () => {
  const typed = type(openDesk([field("a")]), "12");
  const done = keys(typed, enter, enter);
  assert.equal(done.task, "accept");
  assert.equal(done.fields[0].text, "12");
});

test("only doubtful fields are visited, in reading order", () => {
  const desk = openDesk([field("a", { doubtful: false }), field("b"), field("c", { doubtful: false }), field("d")]);
  assert.equal(current(desk).path, "b");
  assert.equal(current(press(desk, enter)).path, "d");
  assert.equal(current(keys(desk, enter, enter)), undefined);
});

test("a doubtful field that was passed over is visited before the form is accepted", () => {
  const desk = keys(openDesk([field("a"), field("b")]), { key: "ArrowDown" }, enter);
  assert.equal(current(desk).path, "a");
});

test("accepting from the last step goes to an open field instead", () => {
  const desk = keys(goTo(openDesk([field("a"), field("b")]), 2), enter);
  assert.equal(desk.task, "");
  assert.equal(current(desk).path, "a");
});

test("keys of an input method are not ours", () => {
  const desk = openDesk([field("a", { alternatives: ["X"] })]);
  for (const key of ["Enter", "1", "F8", "Escape"]) assert.equal(press(desk, { key, composing: true }), desk);
});

test("a key without meaning leaves the very same state", () => {
  const desk = openDesk([field("a")]);
  for (const key of ["x", "Tab", "Home", "Shift"]) assert.equal(press(desk, { key }), desk);
  assert.equal(press(desk, { key: "c", ctrl: true }), desk);
});

test("a number key picks an alternative", () => {
  const desk = press(openDesk([field("a", { alternatives: ["X", "Y"] })]), digit(2));
  assert.equal(current(desk).text, "Y");
});

test("a number key followed by more characters was typing", () => {
  const desk = keys(openDesk([field("a", { alternatives: ["X", "Y"] })]), digit(2), { key: "k" });
  assert.equal(current(desk).text, "2k");
});

test("a number without an alternative of that number is typing", () => {
  const desk = openDesk([field("a", { alternatives: ["X"] })]);
  assert.equal(press(desk, digit(2)), desk);
});

test("where figures are typed number keys are figures and Alt picks", () => {
  const desk = openDesk([field("a", { type: "amount", alternatives: ["8.00"] })]);
  assert.equal(press(desk, digit(1)), desk);
  assert.equal(current(press(desk, digit(1, { alt: true }))).text, "8.00");
});

test("in a box that was typed into number keys are figures", () => {
  const desk = type(openDesk([field("a", { alternatives: ["X"] })]), "Z");
  assert.equal(press(desk, digit(1)), desk);
});

test("options are ticked by number, several of them in the form's order", () => {
  const options = ["new", "change", "stop"].map((value) => ({ value, label: value }));
  const one = field("a", { type: "choice", options, saved: "new", text: "new" });
  assert.deepEqual(choicesOf(one), ["new", "change", "stop"]);
  assert.equal(current(keys(openDesk([one]), digit(2), digit(3))).text, "stop");
  const many = { ...one, several: true };
  assert.equal(current(keys(openDesk([many]), digit(3), digit(2))).text, "new,change,stop");
  assert.equal(current(keys(openDesk([many]), digit(1))).text, "");
});

test("an option is unticked by its number only where none may be ticked", () => {
  const options = [{ value: "yes", label: "yes" }];
  const ticked = (change) => field("a", { type: "choice", options, saved: "yes", text: "yes", ...change });
  assert.equal(current(press(openDesk([ticked({ optional: true })]), digit(1))).text, "");
  assert.equal(current(press(openDesk([ticked({})]), digit(1))).text, "yes");
});

test("escape puts the stored value back", () => {
  const desk = press(type(openDesk([field("a")]), "wrong"), { key: "Escape" });
  assert.equal(current(desk).text, "A");
});

test("undo brings the last confirmed field back as it was", () => {
  const typed = type(openDesk([field("a"), field("b")]), "new");
  const desk = keys(typed, enter, { key: "z", ctrl: true });
  assert.equal(current(desk).path, "a");
  assert.equal(current(desk).text, "new");
  assert.equal(left(desk), 2);
});

test("undo inside a box that was typed into is the browser's", () => {
  const desk = type(openDesk([field("a")]), "new");
  assert.equal(press(desk, { key: "z", ctrl: true }), desk);
});

test("undo with nothing confirmed takes the latest accepted form back", () => {
  assert.equal(press(openDesk([field("a")]), { key: "z", ctrl: true }).task, "undo_accept");
});

const judged = (path, text, doubtful = false) => ({ path, saved: text, doubtful });

test("a value that the server spells otherwise is shown as the server spells it", () => {
  const desk = judge(press(type(openDesk([field("a")]), "2024.3.5"), enter), "a", [judged("a", "2024-03-05")]);
  assert.equal(desk.fields[0].text, "2024-03-05");
  assert.equal(desk.fields[0].saved, "2024-03-05");
});

test("what was typed while an earlier value was under way stays", () => {
  const confirmed = keys(openDesk([field("a")]), enter, { key: "z", ctrl: true });
  const desk = judge(type(confirmed, "newer"), "a", [judged("a", "A")]);
  assert.equal(current(desk).text, "newer");
});

test("a rule that a correction breaks opens the fields that it speaks of", () => {
  const desk = keys(type(openDesk([field("a"), field("sum", { doubtful: false })]), "7"), enter);
  const told = judge(desk, "a", [judged("a", "7", true), judged("sum", "SUM", true)]);
  assert.equal(left(told), 2);
  assert.equal(current(told).path, "a");
  assert.equal(keys(told, enter, enter, enter).task, "accept");
});

test("a rule that a correction mends closes the field that it had spoken against", () => {
  const desk = keys(type(openDesk([field("a"), field("sum")]), "7"), enter);
  assert.equal(left(judge(desk, "a", [judged("a", "7"), judged("sum", "SUM")])), 0);
});

test("a field that was confirmed meanwhile stays confirmed", () => {
  const desk = keys(type(openDesk([field("a"), field("b")]), "7"), enter, enter);
  assert.equal(left(judge(desk, "a", [judged("a", "7"), judged("b", "B", true)])), 0);
});

test("a refused value makes its field open again, and accepting waits for it", () => {
  const desk = refused(keys(openDesk([field("a")]), enter), "a", "not a date");
  assert.equal(current(desk).path, "a");
  assert.equal(current(desk).refusal, "not a date");
  assert.equal(left(desk), 1);
});

test("skip, reject and help are asked of the page, once", () => {
  const desk = openDesk([field("a")]);
  assert.deepEqual(["F8", "F9", "F1"].map((key) => press(desk, { key }).task), ["skip", "reject", "help"]);
  assert.equal(taken(press(desk, { key: "F8" })).task, "");
});

const disputed = () => openDesk([field("a", { text: "9", saved: "8", conflict: { mine: "9", theirs: "8", base: "7" } }), field("b")]);

test("whose value it shall be is asked before a disputed field is confirmed", () => {
  const desk = disputed();
  assert.equal(press(desk, enter), desk);
  assert.deepEqual(choicesOf(current(desk)), ["9", "8"]);
});

test("a number takes one's own value or the stored one, and Enter confirms it", () => {
  for (const [number, text] of [[1, "9"], [2, "8"]]) {
    const desk = press(disputed(), digit(number));
    assert.equal(current(desk).text, text);
    assert.equal(current(desk).conflict, null);
    assert.equal(current(press(desk, enter)).path, "b");
  }
});

test("typing anew, or putting the stored value back, ends the dispute, too", () => {
  assert.equal(current(type(disputed(), "6")).conflict, null);
  assert.equal(current(press(disputed(), { key: "Escape" })).text, "8");
  assert.equal(current(press(disputed(), { key: "Escape" })).conflict, null);
});

test("a disputed field stays open when the server judges the others", () => {
  const confirmed = { ...disputed(), fields: disputed().fields.map((one) => ({ ...one, confirmed: one.path === "b" })) };
  const judged = judge(confirmed, "b", [{ path: "a", saved: "8", doubtful: false }, { path: "b", saved: "B", doubtful: false }]);
  assert.equal(left(judged), 1);
});

const LISTED = [{ text: "华锦包装", more: "" }, { text: "华锦纺织", more: "C-02" }];

test("while a value is typed its list is offered, and Alt with a number takes an entry", () => {
  const desk = offer(type(openDesk([field("a", { alternatives: ["X"] })]), "华"), "a", "华", LISTED);
  assert.deepEqual(choicesOf(current(desk)), ["华锦包装", "华锦纺织"]);
  assert.equal(press(desk, digit(2)), desk);
  const taken = press(desk, digit(2, { alt: true }));
  assert.equal(current(taken).text, "华锦纺织");
  assert.deepEqual(current(taken).completions, []);
});

const DOWN = { key: "ArrowDown" };
const UP = { key: "ArrowUp" };
const listed = () => offer(type(openDesk([field("a"), field("b")]), "华"), "a", "华", LISTED);

test("the arrows go through the list that is offered, and Enter takes the entry and goes on", () => {
  const desk = keys(listed(), DOWN, DOWN, DOWN);
  assert.deepEqual([current(desk).path, current(desk).chosen, current(desk).text], ["a", 1, "华"]);
  const done = press(desk, enter);
  assert.deepEqual([done.fields[0].text, done.fields[0].confirmed, current(done).path], ["华锦纺织", true, "b"]);
  assert.equal(current(press(done, { key: "z", ctrl: true })).text, "华");
});

test("above the list's first entry is the box again, above that the field before", () => {
  const desk = keys(listed(), DOWN, UP);
  assert.deepEqual([current(desk).path, current(desk).chosen], ["a", -1]);
  assert.equal(current(press(desk, enter)).path, "b");
  assert.equal(press(desk, enter).fields[0].text, "华");
});

test("Escape leaves the list first, then puts the stored value back", () => {
  const left = keys(listed(), DOWN, { key: "Escape" });
  assert.deepEqual([current(left).chosen, current(left).text], [-1, "华"]);
  assert.equal(current(press(left, { key: "Escape" })).text, "A");
});

test("typing on leaves the list, and so does another answer of it", () => {
  assert.equal(current(type(press(listed(), DOWN), "华锦")).chosen, -1);
  assert.equal(current(offer(press(listed(), DOWN), "a", "华", LISTED.slice(1))).chosen, -1);
});

test("without a list the arrows go to other fields", () => {
  assert.equal(current(keys(type(openDesk([field("a"), field("b")]), "x"), DOWN)).path, "b");
});

test("a late answer of the list is dropped", () => {
  const desk = type(openDesk([field("a")]), "华锦");
  assert.equal(offer(desk, "a", "华", LISTED), desk);
  assert.equal(offer(desk, "a", "华锦", []), desk);
});

test("what was put back offers its other readings again", () => {
  const desk = offer(type(openDesk([field("a", { alternatives: ["X"] })]), "华"), "a", "华", LISTED);
  assert.deepEqual(choicesOf(current(press(desk, { key: "Escape" }))), ["X"]);
});

test("what two people type is passed over; only what both have typed can be typed again", () => {
  const desk = openDesk([field("a", { keying: "held", doubtful: false, text: "", saved: "" }), field("b", { keying: "agreed", doubtful: false })]);
  assert.equal(desk.at, 2);
  assert.equal(press(goTo(desk, 0), { key: "F7" }).task, "");
  assert.equal(press(goTo(desk, 1), { key: "F7" }).task, "key_again");
  assert.equal(press(desk, { key: "F7" }).task, "");
  assert.equal(type(goTo(desk, 0), "x").fields[0].text, "");
});
