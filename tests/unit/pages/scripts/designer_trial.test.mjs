// Values of a filled scan that are kept as right: what was typed counts, also where it is nothing; blanks are told.

import assert from "node:assert/strict";
import { test } from "node:test";

import { newBlanks, rightValues } from "../../../../ocr_service/web/designer/trial_values.js";

const SAMPLE = {
  reading: { fields: [{ path: "number", value: "S001" }, { path: "note", value: null }, { path: "total", value: "3.00" }, { path: "sizes", value: [] }] },
  expected: null,
};

test("what was typed stands over what is kept, and that over what was read, also where it is blank", () => {
  const kept = { ...SAMPLE, expected: { number: null, total: "4.00", "items[7].goods": "a" } };
  assert.deepEqual(rightValues(kept, { total: null }), { number: null, note: null, total: null, sizes: [], "items[7].goods": "a" });
});

test("blank values are told, those of lists too, but a tick that is not set is none", () => {
  assert.deepEqual(newBlanks(SAMPLE, { ...rightValues(SAMPLE, { total: "" }), paid: false }), ["note", "total", "sizes"]);
});

test("what is kept as blank already is not asked about again", () => {
  const kept = { ...SAMPLE, expected: { note: null, number: "S001", sizes: null } };
  assert.deepEqual(newBlanks(kept, rightValues(kept, { number: null })), ["number"]);
});
