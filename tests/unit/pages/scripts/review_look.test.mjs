// How the paper is looked at, key by key, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { lookBy, PLAIN } from "../../../../ocr_service/web/review/looking.js";

const alt = (code, more = {}) => ({ key: "", code, alt: true, ...more });
const keys = (look, ...pressed) => pressed.reduce(lookBy, look);

test("a page is turned by quarters, four of which are none", () => {
  assert.equal(lookBy(PLAIN, alt("KeyR")).turn, 90);
  assert.equal(lookBy(PLAIN, alt("KeyR", { shift: true })).turn, 270);
  assert.deepEqual(keys(PLAIN, alt("KeyR"), alt("KeyR"), alt("KeyR"), alt("KeyR")), PLAIN);
});

test("contrast goes through its steps and comes back", () => {
  assert.notEqual(lookBy(PLAIN, alt("KeyC")).contrast, lookBy(lookBy(PLAIN, alt("KeyC")), alt("KeyC")).contrast);
  assert.deepEqual(keys(PLAIN, alt("KeyC"), alt("KeyC"), alt("KeyC")), PLAIN);
});

test("F4 goes near and back, from wherever one was", () => {
  const near = lookBy(PLAIN, { key: "F4" });
  assert.ok(near.zoom > 0);
  assert.equal(lookBy(near, { key: "F4" }).zoom, 0);
  assert.equal(lookBy(lookBy(PLAIN, alt("Digit0")), { key: "F4" }).zoom, near.zoom);
});

test("nearer and farther end at the nearest and at the whole page", () => {
  const nearest = keys(PLAIN, ...Array(9).fill(alt("Equal")));
  assert.deepEqual(lookBy(nearest, alt("NumpadAdd")), nearest);
  const whole = keys(nearest, ...Array(9).fill(alt("Minus")));
  assert.deepEqual(whole, lookBy(PLAIN, alt("Digit0")));
  assert.equal(lookBy(whole, alt("Digit0")).zoom, 0);
});

test("a key without meaning leaves the very same look", () => {
  for (const key of [{ key: "r", code: "KeyR" }, { key: "0", code: "Digit0" }, alt("KeyC", { ctrl: true }), alt("Digit1")]) {
    assert.equal(lookBy(PLAIN, key), PLAIN);
  }
});
