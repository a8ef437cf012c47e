// How long is left until a form's promise ends.
import assert from "node:assert/strict";
import { test } from "node:test";

import { serverNow, setServerTime, timeLeft, waited } from "../../../../ocr_service/web/review/due.js";

const NOW = Date.parse("2026-03-02T08:00:00Z");

test("what is promised nothing says nothing", () => {
  assert.deepEqual(timeLeft(null, NOW), { mark: "", text: "" });
});

test("what is far away is plain, what is near is marked, what is past is wrong", () => {
  const marks = ["09:00", "08:15", "08:14", "08:00", "07:59"].map((time) => timeLeft(`2026-03-02T${time}:00Z`, NOW).mark);
  assert.deepEqual(marks, ["", "", "look", "look", "wrong"]);
});

test("past and coming are said in words of their own", () => {
  assert.equal(timeLeft("2026-03-02T07:00:00Z", NOW).text, "review.overdue");
  assert.equal(timeLeft("2026-03-02T09:00:00Z", NOW).text, "review.due_in");
});

test("minutes, hours and days each have their words", () => {
  const spans = ["2026-03-02T07:30:00Z", "2026-03-01T20:00:00Z", "2026-02-20T08:00:00Z"].map((since) => waited(since, NOW));
  assert.deepEqual(spans, ["review.span.minutes", "review.span.hours", "review.span.days"]);
});

test("less than a minute is no figure, before and after", () => {
  assert.equal(waited("2026-03-02T07:59:30Z", NOW), "review.span.moment");
  assert.deepEqual(["08:00:30", "07:59:30"].map((time) => timeLeft(`2026-03-02T${time}Z`, NOW).mark), ["look", "wrong"]);
});

test("time is the server's, whatever this computer believes", () => {
  setServerTime("2030-01-01T00:00:00Z");
  assert.ok(Math.abs(serverNow() - Date.parse("2030-01-01T00:00:00Z")) < 5000);
  setServerTime(new Date().toISOString());
});
