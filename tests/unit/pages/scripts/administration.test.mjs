// Administration without a browser: what a receiver's settings become, which secrets must be entered, what entries say.

import assert from "node:assert/strict";
import { test } from "node:test";

import { changes, dayBegins, families } from "../../../../ocr_service/web/admin/audit_entries.js";
import { leadsElsewhere, readPairs, readSettings, readValue, secretsOf, writePairs } from "../../../../ocr_service/web/admin/settings_form.js";

const SCHEMA = {
  properties: {
    auth: { type: "string", enum: ["none", "bearer"] },
    token: { type: "string", writeOnly: true },
    submit: { type: "boolean" },
    department: { type: "integer" },
    headers: { type: "object" },
    states: { type: "array" },
    certificate: { anyOf: [{ type: "string" }, { type: "null" }] },
  },
};

/** @param {Record<string, string>} boxes */
function form(boxes) {
  const filled = new FormData();
  for (const [name, value] of Object.entries(boxes)) filled.set(`own.${name}`, value);
  return filled;
}

test("a form's boxes become values of their kinds", () => {
  const filled = form({ auth: "bearer", token: "s3cret", submit: "on", department: "-1", headers: "X-Plant: SZ:2\n\n", states: "done, sale", certificate: "erp" });
  assert.deepEqual(readSettings(filled, SCHEMA), {
    auth: "bearer", token: "s3cret", submit: true, department: -1, headers: { "X-Plant": "SZ:2" }, states: ["done", "sale"], certificate: "erp",
  });
});

test("an empty secret stays, an empty box that may be nothing is nothing, a tick that is not there is off", () => {
  const settings = readSettings(form({ auth: "none", token: "", department: "0", headers: "", states: "", certificate: " " }), SCHEMA);
  assert.deepEqual(settings, { auth: "none", submit: false, department: 0, headers: {}, states: [], certificate: null });
});

test("secrets are known by their schema", () => assert.deepEqual(secretsOf(SCHEMA), ["token"]));

test("header lines are written as they are read", () => {
  assert.equal(writePairs(readPairs("A: 1\nB: x: y")), "A: 1\nB: x: y");
  assert.equal(readValue({ type: "string" }, ""), "");
});

const HERE = { url: "https://erp.lan/hooks", settings: { token_url: "https://id.lan/token" } };
for (const [name, there, moved] of /** @type {[string, {url: string, settings: Record<string, unknown>}, boolean][]} */ ([
  ["another path", { ...HERE, url: "https://ERP.lan:443/other" }, false],
  ["another host", { ...HERE, url: "https://evil.lan/hooks" }, true],
  ["another port", { ...HERE, url: "https://erp.lan:8443/hooks" }, true],
  ["without TLS", { ...HERE, url: "http://erp.lan/hooks" }, true],
  ["an address among the settings", { ...HERE, settings: { token_url: "https://evil.lan/token" } }, true],
  ["a further address", { ...HERE, settings: { ...HERE.settings, poll_url: "https://evil.lan/x" } }, true],
  ["an address less", { ...HERE, settings: {} }, false],
])) {
  test(`secrets are asked for again, or not: ${name}`, () => assert.equal(leadsElsewhere(HERE, there), moved));
}

test("an entry tells what differs, and of something new what it is", () => {
  assert.equal(changes({ old: { role: "clerk", active: true }, new: { role: "operator", active: true } }), "role: clerk → operator");
  assert.equal(changes({ old: null, new: { name: "ERP", scopes: ["a", "b"] } }), 'name: ERP · scopes: a, b');
  assert.equal(changes({ old: null, new: null }), "");
  const words = { state: { label: "状态", say: (value) => ({ accepted: "已通过" })[value] ?? value }, file_name: { label: "文件" } };
  assert.equal(
    changes({ old: { state: "odd" }, new: { state: "accepted", file_name: "a.png", options: { state: "x" }, pages: 2 } }, words),
    "状态: odd → 已通过 · 文件: a.png · pages: 2",
  );
  assert.equal(
    changes({ old: { options: { per_minute: null, events: ["a"] } }, new: { options: { per_minute: 60, events: ["a"] } } }),
    "options.per_minute: – → 60");
  assert.equal(changes({ old: null, new: { name: "ERP", options: { events: ["a"] } } }), "name: ERP");
  const told = { scopes: { label: "may", say: (value) => ({ "scans:read": "see scans" })[value] ?? value }, reasons: { label: "why", say: (code) => `<${code}>` } };
  assert.equal(
    changes({ old: null, new: { scopes: ["scans:read", "odd"], file_sha256: "ab12", parent: `scan_${"0".repeat(26)}`, reasons: [{ code: "torn", params: {} }] } }, told),
    "may: see scans, odd · why: <torn>");
});

test("identifiers are told by name or not at all; nothing is not told of something new", () => {
  const scan = `scan_${"0".repeat(26)}`;
  const user = `user_${"1".repeat(26)}`;
  const names = { [user]: "li.na", total: "合计" };
  assert.equal(changes({ old: null, new: { to: `user:${user}`, parent: scan, site: null, templates: [] }, names }), "to: li.na");
  assert.equal(changes({ old: { site: "" }, new: { site: "ks" } }), "site: – → ks");
  const marks = { colon: "：", comma: "、", yes: "是", no: "否" };
  assert.equal(changes({ old: null, new: { wrong: ["total", "odd"], again: true }, names }, {}, marks), "wrong：合计、odd · again：是");
});

test("a family stands for all of its actions, an action for itself", () => {
  const found = families(["user.created", "user.changed", "site.created"]);
  assert.deepEqual(found.get("user"), ["user.created", "user.changed"]);
  assert.deepEqual(found.get("site.created"), ["site.created"]);
});

test("a day begins at the person's midnight and ends with the next one's", () => {
  const begins = new Date(dayBegins("2026-03-01", 0));
  const ends = new Date(dayBegins("2026-03-01", 1));
  assert.deepEqual([begins.getDate(), begins.getHours(), ends.getDate(), ends.getHours()], [1, 0, 2, 0]);
  assert.equal(dayBegins("", 0), "");
});
