import assert from "node:assert/strict";
import test from "node:test";
import { age, asSeries, hear, NOTHING_YET, share, urgency } from "../../../../ocr_service/web/board/live.js";

test("figures stay when the connection is lost, with the moment since when", () => {
  const fresh = hear(NOTHING_YET, { kind: "figures", board: { day: 1 }, now: 1000 });
  const lost = hear(hear(fresh, { kind: "lost", now: 2000 }), { kind: "lost", now: 3000 });
  assert.deepEqual(lost, { board: { day: 1 }, at: 1000, lostAt: 2000 });
});

test("new figures end the loss", () => {
  const lost = hear(NOTHING_YET, { kind: "lost", now: 1000 });
  assert.deepEqual(hear(lost, { kind: "figures", board: {}, now: 2000 }), { board: {}, at: 2000, lostAt: null });
});

test("a share of nothing is none", () => {
  assert.equal(share(0, 0), null);
  assert.equal(share(3, 4), 0.75);
});

test("an age becomes urgent step by step", () => {
  const limits = { look: 60, wrong: 600 };
  assert.deepEqual([null, 59, 60, 600].map((seconds) => urgency(seconds, limits)), ["", "", "look", "wrong"]);
});

test("a clock that is behind makes no negative ages", () => {
  assert.equal(age("2026-03-02T08:00:05Z", "2026-03-02T08:00:00Z"), 0);
  assert.equal(age("2026-03-02T07:59:00Z", "2026-03-02T08:00:00Z"), 60);
  assert.equal(age(null, "2026-03-02T08:00:00Z"), null);
});

test("history becomes one list a line", () => {
  const history = { at: ["1970-01-01T00:01:00Z"], unread: [1], to_review: [2], unsent: [3] };
  assert.deepEqual(asSeries(history), [[60], [1], [2], [3]]);
});
