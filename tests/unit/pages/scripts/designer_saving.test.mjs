// What was drawn gets to the server: the latest of it, in order, over a lost network, and never over a colleague's work.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Saver } from "../../../../ocr_service/web/designer/saving.js";

const PLACE = "draft draft_1";

/** @type {Map<string, string>} */
const store = new Map();
let asked = [];
let answers = [];
let told = [];

beforeEach(() => {
  store.clear();
  asked = [];
  answers = [];
  told = [];
  globalThis.document = { documentElement: { lang: "en" }, querySelector: () => null };
  globalThis.localStorage = { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => store.set(key, value), removeItem: (key) => store.delete(key) };
  globalThis.fetch = async (_, { body }) => {
    const given = JSON.parse(body ?? "null");
    asked.push(given);
    const answer = answers.shift();
    if (answer === "lost") throw new TypeError("no network");
    if (answer) return { ok: false, status: answer.status, headers: new Headers(), text: async () => JSON.stringify(answer) };
    return { ok: true, status: 200, headers: new Headers(), text: async () => JSON.stringify({ id: "draft_1", revision: given.revision + 1, content: given.content, problems: [] }) };
  };
});

const FIRST = { name: "a" };
const DOUBTS = ["note", "total"];
const OPENED = { content: FIRST, doubts: DOUBTS };
const work = (content, doubts = DOUBTS) => ({ content, doubts });
const open = () => new Saver({ id: "draft_1", revision: 1, content: FIRST, doubtful: DOUBTS, files: [], problems: [] }, {
  saved: () => {}, state: (state) => told.push(state), clash: () => told.push("clash"), refused: () => told.push("refused"),
});

test("many changes become one save of the latest", async () => {
  const saver = open();
  saver.keep(work({ name: "b" }));
  saver.keep(work({ name: "c" }));
  await saver.flush();
  assert.deepEqual(asked, [{ revision: 1, content: { name: "c" }, doubtful: DOUBTS }]);
  assert.deepEqual([told.at(-1), store.has(PLACE), saver.draft.revision], ["saved", false, 2]);
});

test("what is changed while a save is on its way is saved behind it, also the way back", async () => {
  const saver = open();
  saver.keep(work({ name: "b" }));
  const done = saver.flush();
  saver.keep(OPENED);
  await done;
  await saver.flush();
  assert.deepEqual(asked.map((one) => [one.revision, one.content.name]), [[1, "b"], [2, "a"]]);
});

test("going back before anything was sent sends what is shown", async () => {
  const saver = open();
  saver.keep(work({ name: "b" }));
  saver.keep(OPENED);
  await saver.flush();
  assert.deepEqual(asked.map((one) => one.content.name), ["a"]);
});

test("what is no longer in doubt is saved though nothing was drawn", async () => {
  const saver = open();
  saver.keep(OPENED);
  saver.keep(work(FIRST, ["total"]));
  await saver.flush();
  assert.deepEqual(asked, [{ revision: 1, content: FIRST, doubtful: ["total"] }]);
});

test("a lost network is tried again, and what is drawn lies here meanwhile", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  answers = ["lost"];
  const saver = open();
  saver.keep(work({ name: "b" }));
  const done = saver.flush();
  while (!told.includes("offline")) await Promise.resolve();
  assert.deepEqual(await open().leftBehind(), { revision: 1, ...work({ name: "b" }) });
  mock.timers.tick(3000);
  await done;
  mock.timers.reset();
  assert.deepEqual([asked.length, told.at(-1), store.has(PLACE)], [2, "saved", false]);
});

test("a colleague's work is not written over unless the author says so", async () => {
  answers = [{ status: 409, code: "draft_changed" }];
  const saver = open();
  saver.keep(work({ name: "b" }));
  await saver.flush();
  saver.keep(work({ name: "c" }));
  await saver.flush();
  assert.deepEqual([asked.length, told.at(-1)], [1, "clash"]);
});

test("content that the server cannot keep does not stop what comes after it", async () => {
  answers = [{ status: 422, code: "draft_unusable" }];
  const saver = open();
  saver.keep(work({ name: "\u0000" }));
  await saver.flush();
  assert.equal(told.at(-1), "refused");
  saver.keep(work({ name: "b" }));
  await saver.flush();
  assert.deepEqual([asked.length, told.at(-1)], [2, "saved"]);
});

test("what an older revision left behind is not brought back", async () => {
  store.set(PLACE, JSON.stringify({ revision: 0, ...work({ name: "old" }) }));
  assert.equal(await open().leftBehind(), null);
});
