// What a measured rate says about a promise, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { verdict } from "../../../../ocr_service/web/check/errors_room.js";

const rate = (low, high, checked = 100) => ({ forms: checked, checked, wrong: 0, rate: low, low, high });

test("a promise is kept or broken only where the whole interval says so", () => {
  assert.equal(verdict(rate(0, 0.0008), 0.001), "kept");
  assert.equal(verdict(rate(0.002, 0.01), 0.001), "broken");
  assert.equal(verdict(rate(0.0001, 0.01), 0.001), "open");
});

test("without a promise, or without a sample, nothing is said", () => {
  assert.equal(verdict(rate(0, 0.5), null), "");
  assert.equal(verdict(rate(0, 1, 0), 0.001), "");
});
