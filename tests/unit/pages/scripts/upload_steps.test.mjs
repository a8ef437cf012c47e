// How a file comes across a line that breaks, step by step, without a browser and without a line.
import assert from "node:assert/strict";
import { test } from "node:test";

import { after, eventOf, newItem, nextStep, pauseOf, PIECE_BYTES, shareOf } from "../../../../ocr_service/web/upload/steps.js";

const item = (change = {}) => ({
  ...newItem({
    id: "1", owner: "user:1", name: "slip.png", size: 2.5 * PIECE_BYTES, place: 1, purpose: "file",
    order: { lane: "normal", template: "", allowDuplicate: false },
  }), ...change,
});
const run = (one, ...events) => events.reduce(after, one);
const begun = { kind: "begun", upload: "up_1" };
const received = (bytes) => ({ kind: "received", received: bytes });
const lost = { kind: "lost", message: "no line" };

test("a file is begun, sent in pieces in their order, and handed in", () => {
  let one = item();
  const acts = [];
  for (let step = nextStep(one); step && acts.length < 9; step = nextStep(one)) {
    acts.push(step.act === "piece" ? [step.start, step.end] : step.act);
    one = after(one, { begin: begun, piece: received(step.end), finish: { kind: "done", scan: {} } }[step.act]);
  }
  assert.deepEqual(acts, ["begin", [0, PIECE_BYTES], [PIECE_BYTES, 2 * PIECE_BYTES], [2 * PIECE_BYTES, 2.5 * PIECE_BYTES], "finish"]);
  assert.equal(one.state, "done");
});

test("after a break the server is asked how much it has, and the rest follows", () => {
  const broken = run(item(), begun, received(PIECE_BYTES), lost);
  assert.deepEqual(nextStep(broken), { act: "ask" });
  const back = after(broken, received(2 * PIECE_BYTES));
  assert.deepEqual(nextStep(back), { act: "piece", start: 2 * PIECE_BYTES, end: 2.5 * PIECE_BYTES });
  assert.deepEqual([back.state, back.tries], ["going", 0]);
});

test("a break before the file was begun begins it anew", () => {
  assert.deepEqual(nextStep(after(item(), lost)), { act: "begin" });
});

test("what the server has forgotten is sent from the start", () => {
  const gone = run(item(), begun, received(PIECE_BYTES), eventOf({ status: 404, code: "upload_not_found", message: "", details: {} }));
  assert.deepEqual([nextStep(gone), gone.received], [{ act: "begin" }, 0]);
});

test("a piece too many is answered with where to go on", () => {
  const event = eventOf({ status: 409, code: "upload_offset_wrong", message: "", details: { params: { received: 7 } } });
  assert.deepEqual(event, { kind: "received", received: 7 });
});

test("no answer, a busy server and an ended session are waited for; a refusal is final", () => {
  const kind = (status, code = "x") => eventOf({ status, code, message: "m", details: {} }).kind;
  assert.deepEqual([0, 401, 429, 500, 503].map((status) => kind(status)), Array(5).fill("lost"));
  assert.deepEqual([kind(413), kind(415, "file_type_unknown"), kind(403)], Array(3).fill("refused"));
  assert.equal(nextStep(run(item(), begun, { kind: "refused", message: "m" })), null);
});

test("tries follow each other ever more slowly, up to half a minute", () => {
  const pauses = Array.from({ length: 8 }, (_, tries) => pauseOf(item({ tries: tries + 1 })));
  assert.deepEqual(pauses, [1, 2, 4, 8, 16, 30, 30, 30]);
});

test("what had come before may be handed in all the same, without sending it again", () => {
  const whole = run(item(), begun, received(2.5 * PIECE_BYTES), { kind: "duplicate", scan: {} });
  assert.equal(nextStep(whole), null);
  const again = after(whole, { kind: "again", allowDuplicate: true });
  assert.equal(again.order.allowDuplicate, true);
  assert.deepEqual(nextStep(after(again, received(2.5 * PIECE_BYTES))), { act: "finish" });
});

test("a page is looked at and waits for the others", () => {
  const page = run(item({ purpose: "page" }), begun, received(2.5 * PIECE_BYTES));
  assert.deepEqual(nextStep(page), { act: "look" });
  const ready = after(page, { kind: "ready", quality: null });
  assert.deepEqual([nextStep(ready), ready.state], [null, "ready"]);
});

test("progress counts what is safe", () => {
  assert.equal(shareOf(item({ received: PIECE_BYTES })), 0.4);
  assert.equal(shareOf(item({ size: 0 })), 1);
});

test("a full disk is no broken line: it is said so, waited for, and asked ever more rarely", () => {
  const event = eventOf({ status: 507, code: "storage_full", message: "full", details: {} });
  let one = run(item(), begun, event);
  assert.deepEqual([one.state, one.full, nextStep(one).act], ["lost", true, "ask"]);
  one = run(one, received(0), event, received(0), event);
  assert.deepEqual([one.tries, pauseOf(one)], [3, 4]);
  one = run(one, received(0), received(PIECE_BYTES));
  assert.deepEqual([one.state, one.full, one.tries], ["going", false, 0]);
});
