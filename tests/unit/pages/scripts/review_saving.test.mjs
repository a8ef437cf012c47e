// What the desk sends to the server, and when: typed values at once, confirmations together with the acceptance.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { FormInHand } from "../../../../ocr_service/web/review/server.js";

const WANTED = { scan: "scan_2", template: null, unnamed: false, skip: [] };
let asked = [];
let answers = [];
let told = [];
let form;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  asked = [];
  answers = [];
  told = [];
  globalThis.document = { documentElement: { lang: "en" }, querySelector: () => null };
  globalThis.fetch = async (url, { method, body }) => {
    asked.push([method, url.replace("/api/v1", ""), JSON.parse(body ?? "null")]);
    const status = answers.shift() ?? 200;
    return { ok: status === 200, status, text: async () => JSON.stringify({ state: "accepted", next: null, fields: [] }) };
  };
  form = new FormInHand({ id: "scan_1", review_until: new Date(Date.now() + 600_000).toISOString(), fields: [] }, {
    lost: () => told.push("lost"), judged: (path) => told.push(`judged ${path}`), refused: (path) => told.push(`refused ${path}`), waiting: () => {},
  });
});

afterEach(() => {
  form.close();
  mock.timers.reset();
});

/** @param {string} path @param {string} text */
function field(path, text) {
  return { path, type: "text", options: [], saved: "as read", text };
}

const paths = () => asked.map(([method, path]) => `${method} ${path}`);

test("a form without changes is confirmed, accepted and followed by the next one in one request", async () => {
  form.save(field("a", "as read"));
  form.save(field("b", "as read"));
  assert.deepEqual(await form.turn(WANTED, () => true), { state: "accepted", next: null, fields: [] });
  assert.deepEqual(asked, [["POST", "/review/turn", { accept: "scan_1", confirmed: ["a", "b"], ...WANTED }]]);
});

test("what was typed leaves at once, and before the form is accepted", async () => {
  form.save(field("a", "typed"));
  form.save(field("b", "as read"));
  await form.turn(WANTED, () => true);
  assert.deepEqual(paths(), ["PATCH /scans/scan_1/fields", "POST /review/turn"]);
  assert.deepEqual([asked[0][2], asked[1][2].confirmed], [{ fields: { a: "typed" } }, ["b"]]);
});

test("a confirmation that nothing follows is sent after a moment", async () => {
  form.save(field("a", "as read"));
  assert.deepEqual(asked, []);
  mock.timers.tick(1000);
  await form.saving;
  assert.deepEqual(asked, [["PATCH", "/scans/scan_1/fields", { confirmed: ["a"] }]]);
});

test("a value that was refused keeps the form", async () => {
  answers = [422];
  form.save(field("a", "never"));
  assert.equal(await form.turn(WANTED, () => false), null);
  assert.deepEqual([paths(), told, form.closed], [["PATCH /scans/scan_1/fields"], ["refused a"], false]);
});

test("where the form is not accepted its confirmations are saved all the same", async () => {
  answers = [409];
  form.save(field("a", "as read"));
  await assert.rejects(form.turn(WANTED, () => true));
  await form.flush();
  assert.deepEqual(paths(), ["POST /review/turn", "PATCH /scans/scan_1/fields"]);
  assert.deepEqual(told, ["judged a"]);
});

test("a form that is put back takes its confirmations along first", async () => {
  form.save(field("a", "as read"));
  await form.end("release");
  assert.deepEqual(paths(), ["PATCH /scans/scan_1/fields", "POST /scans/scan_1/review/release"]);
});
