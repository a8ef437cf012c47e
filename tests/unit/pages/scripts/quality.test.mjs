import assert from "node:assert/strict";
import test from "node:test";
import { asDay, asMoments, lastDays } from "../../../../ocr_service/web/quality/span.js";

test("the last days end today", () => {
  assert.deepEqual(lastDays(7, new Date(2026, 2, 3, 23, 59)), { since: "2026-02-25", until: "2026-03-03" });
});

test("a span goes from the first moment of one day to the last of the other", () => {
  const { since, until } = asMoments("2026-03-01", "2026-03-02");
  assert.equal(new Date(since).getHours(), 0);
  assert.equal(asDay(new Date(since)), "2026-03-01");
  assert.equal(asDay(new Date(Date.parse(until) - 1)), "2026-03-02");
});

test("a span of one day is a day, and none goes backwards", () => {
  const { since, until } = asMoments("2026-03-02", "2026-03-02");
  assert.equal((Date.parse(until) - Date.parse(since)) / 3_600_000, 24);
  assert.equal(asMoments("2026-03-03", "2026-03-01"), null);
  assert.equal(asMoments("", "2026-03-01"), null);
});
