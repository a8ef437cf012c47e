// What the desk sends to the server, and when: typed values at once, confirmations together with the acceptance.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { FormInHand } from "../../../../ocr_service/web/review/form_in_hand.js";

let asked = [];
let answers = [];
let told = [];
let form;
const LISTENER = {
  lost: () => told.push("lost"), judged: (path) => told.push(`judged ${path}`), refused: (path) => told.push(`refused ${path}`), waiting: () => {},
};

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  asked = [];
  answers = [];
  told = [];
  globalThis.document = { documentElement: { lang: "en" }, querySelector: () => null };
  globalThis.fetch = async (url, { method, body }) => {
    asked.push([method, url.replace("/api/v1", ""), JSON.parse(body ?? "null")]);
    const status = answers.shift() ?? 200;
    return { ok: status === 200, status, headers: new Headers(), text: async () => JSON.stringify({ state: "accepted", next: null, fields: [] }) };
  };
  form = new FormInHand({ id: "scan_1", review_until: new Date(Date.now() + 600_000).toISOString(), fields: [] }, true, LISTENER);
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

test("a form without changes is ready to end at once, with what was confirmed", async () => {
  form.save(field("a", "as read"));
  form.save(field("b", "as read"));
  assert.deepEqual(await form.readyToEnd(() => true), ["a", "b"]);
  mock.timers.tick(5000);
  assert.deepEqual(asked, []);
});

test("what was typed leaves at once, and before the form ends", async () => {
  form.save(field("a", "typed"));
  form.save(field("b", "as read"));
  assert.deepEqual(await form.readyToEnd(() => true), ["b"]);
  assert.deepEqual(asked, [["PATCH", "/scans/scan_1/fields", { fields: { a: "typed" } }]]);
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
  assert.equal(await form.readyToEnd(() => false), null);
  assert.deepEqual([paths(), told, form.closed], [["PATCH /scans/scan_1/fields"], ["refused a"], false]);
});

test("where the form is not accepted its confirmations are saved all the same", async () => {
  form.save(field("a", "as read"));
  await form.readyToEnd(() => true);
  form.goOn();
  await form.flush();
  assert.deepEqual([paths(), told], [["PATCH /scans/scan_1/fields"], ["judged a"]]);
});

test("a form that is put back takes its confirmations along first", async () => {
  form.save(field("a", "as read"));
  await form.end("release");
  assert.deepEqual(paths(), ["PATCH /scans/scan_1/fields", "POST /scans/scan_1/review/release"]);
});

test("of a form that is shown before it is this person's nothing is saved until it is", async () => {
  form.close();
  form = new FormInHand({ id: "scan_2", review_until: null, fields: [] }, false, LISTENER);
  form.save(field("a", "typed"));
  await Promise.resolve();
  assert.deepEqual(asked, []);
  form.begin(new Date(Date.now() + 600_000).toISOString());
  await form.flush();
  assert.deepEqual(paths(), ["PATCH /scans/scan_2/fields"]);
});

test("of a form that somebody else got nothing is saved at all", async () => {
  form.close();
  form = new FormInHand({ id: "scan_2", review_until: null, fields: [] }, false, LISTENER);
  form.save(field("a", "typed"));
  form.close();
  await form.flush();
  assert.deepEqual(asked, []);
});

test("what was confirmed too early is not said at all, or taken back", async () => {
  form.save(field("a", "as read"));
  form.doubt(field("a", "as read"));
  mock.timers.tick(1000);
  await form.flush();
  assert.deepEqual(asked, []);
  form.save(field("a", "as read"));
  mock.timers.tick(1000);
  await form.saving;
  form.doubt(field("a", "as read"));
  await form.flush();
  assert.deepEqual(asked.map(([, , said]) => said), [{ confirmed: ["a"] }, { doubted: ["a"] }]);
});

test("of what was taken back and said again only the last word is heard", async () => {
  form.save(field("a", "typed"));
  form.doubt(field("a", "typed"));
  form.save(field("a", "typed anew"));
  await form.flush();
  assert.deepEqual(asked.at(-1)[2], { fields: { a: "typed anew" } });
});
