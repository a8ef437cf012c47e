// The next form, got ready while a person works on the one on the desk.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Ahead } from "../../../../ocr_service/web/review/ahead.js";

let found;
let asked = 0;
let ahead;

beforeEach(() => {
  asked = 0;
  found = "scan_2";
  globalThis.document = { documentElement: { lang: "en" }, querySelector: () => null };
  globalThis.fetch = async () => {
    asked += 1;
    const scan = { id: found, fields: [], pages: [] };
    return { ok: true, status: 200, headers: new Headers(), text: async () => JSON.stringify({ scan, until: new Date(Date.now() + 60_000).toISOString() }) };
  };
  ahead = new Ahead();
  ahead.laid("scan_1");
});

test("a form is got ready once and given once", async () => {
  await ahead.look({}, []);
  await ahead.look({}, []);
  assert.equal(asked, 1);
  assert.equal(ahead.take().id, "scan_2");
  assert.equal(ahead.take(), null);
});

test("a form that came to the desk another way is not the next one", async () => {
  await ahead.look({}, []);
  ahead.laid("scan_2");
  found = "scan_3";
  await ahead.look({}, []);
  assert.equal(ahead.take().id, "scan_3");
});

test("a form that comes to the desk while it is looked for is not the next one", async () => {
  const looking = ahead.look({}, []);
  ahead.laid("scan_2");
  await looking;
  assert.equal(ahead.take(), null);
  found = "scan_3";
  await ahead.look({}, []);
  assert.equal(ahead.take().id, "scan_3");
});
