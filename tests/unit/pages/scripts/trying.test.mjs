// When the server is asked once more: ever more rarely, not before it wants to be, and never too late.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isAway, isRefusal, pauseAfter } from "../../../../ocr_service/web/static/trying.js";

test("pauses grow, and none is longer than twenty seconds", () => {
  const pauses = [1, 2, 3, 20].map((failures) => pauseAfter(failures, { status: 0, retryAfter: 0 }));
  assert.deepEqual(pauses.map(Math.round), [1000, 1600, 2560, 20_000]);
});

test("the server's own wish is kept to, up to the longest pause", () => {
  assert.equal(pauseAfter(1, { status: 503, retryAfter: 5 }), 5000);
  assert.equal(pauseAfter(1, { status: 503, retryAfter: 3600 }), 20_000);
});

test("too many requests are no refusal, and a defect is not a server that is away", () => {
  assert.deepEqual([429, 409, 500].map((status) => isRefusal({ status })), [false, true, false]);
  assert.deepEqual([0, 503, 429, 500].map((status) => isAway({ status })), [true, true, true, false]);
});
