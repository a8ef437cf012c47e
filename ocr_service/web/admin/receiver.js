// One receiver: where it is, how to sign in there, what it is told and how; tests, mappings, what was sent.

import { call, withQuery } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { loadForms, titleOf } from "../static/templates.js";
import { hasText, t } from "../static/texts.js";
import { deliveryState, errorText, failureText, showDelivery } from "./delivery_parts.js";
import { control, run, show, submitForm, sure } from "../static/dialogs.js";
import { startMappings } from "./mappings.js";
import { receiverState } from "./receiver_parts.js";
import { shownOnce } from "./secrets.js";
import { drawSettings, leadsElsewhere, MASK, readSettings, secretsOf } from "./settings_form.js";

/** @typedef {import("./receiver_parts.js").Receiver} Receiver */

const { receiver: id = "", kind = "webhook" } = byId("head").dataset;
const form = byIdAs("settings", HTMLFormElement);
const url = control(form, "url", HTMLInputElement);
const EVENTS = ["form.accepted", "form.needs_review", "form.rejected", "form.failed", "quality.warning", "delivery.failed"];
const PLACES = {
  webhook: "https://mes.factory.lan/hooks/ocr", rest: "https://mes.factory.lan", kingdee: "https://erp.factory.lan/k3cloud",
  erpnext: "https://erp.factory.lan", odoo: "https://odoo.factory.lan",
  sap: "https://s4.factory.lan/sap/opu/odata/sap/API_INBOUND_DELIVERY_SRV", yonyou: "https://c2.yonyoucloud.com/iuap-api-gateway",
  dingtalk: "https://api.dingtalk.com", wecom: "https://qyapi.weixin.qq.com", feishu: "https://open.feishu.cn",
  database: "postgresql://db.factory.lan:5432/erp", "file-drop": "sftp://files.factory.lan:22/in",
};
/** @type {import("./settings_form.js").Schema} */
let schema = {};
/** @type {Receiver | null} */
let receiver = null;

async function start() {
  const [kinds, forms, found] = await Promise.all([call("GET", "/connectors"), loadForms(), id ? call("GET", `/webhook-endpoints/${id}`) : null]);
  const own = kinds.items.find((/** @type {{kind: string}} */ one) => one.kind === kind);
  schema = own?.settings_schema ?? {};
  receiver = found;
  fill(byId("own-title"), t("admin.receiver.own", { kind: hasText(`admin.kind.${kind}`) ? t(`admin.kind.${kind}`) : kind }));
  fill(byId("credentials"), own?.credentials ?? "");
  url.placeholder = PLACES[/** @type {keyof typeof PLACES} */ (kind)] ?? "";
  draw(forms);
  if (receiver) {
    byId("beside").hidden = false;
    byId("all-deliveries").setAttribute("href", `/admin/deliveries?endpoint=${id}`);
    await Promise.all([drawHealth(), drawDeliveries(), startMappings(id, forms)]);
  }
}

/** @param {import("../static/types.js").FormTitle[]} forms */
function draw(forms) {
  /** @type {Pick<Receiver, "description" | "url" | "settings" | "templates" | "options">} */
  const given = receiver ?? { description: "", url: "", settings: {}, templates: [], options: {} };
  if (receiver) {
    // Of a new one, what was typed before this script ran stays.
    control(form, "description", HTMLInputElement).value = given.description;
    url.value = given.url;
  }
  fill(byId("own-boxes"), ...drawSettings(kind, schema, given.settings));
  const told = /** @type {string[]} */ (given.options.events ?? ["form.accepted"]);
  const others = told.filter((event) => !EVENTS.includes(event));
  fill(byId("events"), ...[...EVENTS, ...others].map((event) => tick("events", event, nameOfEvent(event), told.includes(event))));
  fill(byId("forms"), ...forms.map((one) => tick("templates", one.name, titleOf(one), given.templates.includes(one.name))));
  for (const name of ["format", "encoding", "envelope"]) {
    const value = given.options[name];
    if (typeof value === "string") control(form, name, HTMLSelectElement).value = value;
  }
  for (const name of ["order_by", "answer", "per_minute"]) control(form, name, HTMLInputElement).value = String(given.options[name] ?? "");
  control(form, "max_concurrent", HTMLInputElement).value = String(given.options.max_concurrent ?? 2);
  for (const name of ["large_as_link", "masterdata"]) control(form, name, HTMLInputElement).checked = given.options[name] === true;
  drawHead();
}

/** @param {string} event */
function nameOfEvent(event) {
  return hasText(`admin.receiver.event.${event}`) ? t(`admin.receiver.event.${event}`) : event;
}

/** @param {string} name @param {string} value @param {string} label @param {boolean} checked */
function tick(name, value, label, checked) {
  return h("label", { class: "tick" }, h("input", { type: "checkbox", name, value, checked }), h("span", {}, label));
}

function drawHead() {
  if (!receiver) return;
  byId("name").textContent = receiver.description || receiver.url;
  fill(byId("state"), receiverState(receiver));
  fill(byId("acts"),
    button("admin.receiver.test", test),
    button("admin.receiver.rotate", rotate),
    receiver.active ? button("admin.receiver.off", () => setActive(false)) : button("admin.receiver.on", () => setActive(true)),
    button("admin.receiver.delete", remove));
}

/** @param {string} key @param {() => Promise<unknown>} act */
function button(key, act) {
  return h("button", { type: "button", onclick: run(act) }, t(key));
}

/** What the form holds, as the API wants it. @param {FormData} filled */
function asked(filled) {
  const text = (/** @type {string} */ name) => String(filled.get(name) ?? "").trim();
  return {
    url: text("url"),
    description: text("description"),
    settings: readSettings(filled, schema),
    templates: filled.getAll("templates").map(String),
    options: {
      // What this page does not know of stays.
      ...(receiver?.options ?? {}),
      events: filled.getAll("events").map(String),
      format: text("format"), encoding: text("encoding"), envelope: text("envelope"),
      order_by: text("order_by") || null, answer: text("answer") || null,
      max_concurrent: Number(text("max_concurrent")), per_minute: text("per_minute") ? Number(text("per_minute")) : null,
      large_as_link: filled.has("large_as_link"), masterdata: filled.has("masterdata"),
    },
  };
}

/** Kept secrets go to no other server than before: they must be entered again, and the page says so while typing. */
function watchServer() {
  if (!receiver) return;
  const now = { url: url.value.trim(), settings: readSettings(new FormData(form), schema) };
  const kept = secretsOf(schema).filter((name) => receiver?.settings[name] === MASK);
  const moved = kept.length > 0 && leadsElsewhere(receiver, now);
  byId("moved").hidden = !moved;
  for (const name of kept) {
    const box = form.elements.namedItem(`own.${name}`);
    if (box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement) {
      box.required = moved;
      box.placeholder = t(moved ? "admin.receiver.enter_again" : "admin.receiver.kept");
    }
  }
}

/** @param {FormData} filled */
async function save(filled) {
  const given = asked(filled);
  if (receiver) {
    receiver = await call("PATCH", `/webhook-endpoints/${id}`, given);
    draw(await loadForms());
    watchServer();
    tell("sure", t("admin.common.saved"));
    return;
  }
  const made = await call("POST", "/webhook-endpoints", { ...given, kind });
  await showSecret(made.secret);
  location.assign(`/admin/receivers/${made.id}`);
}

/** @param {string} secret */
function showSecret(secret) {
  return show(t("admin.receiver.secret"), [h("p", {}, t("admin.receiver.secret_what")), shownOnce(t("admin.receiver.secret_once"), secret)]);
}

async function rotate() {
  const note = t("admin.receiver.rotate_note");
  if (!(await sure(t("admin.receiver.rotate_sure"), { note, yes: t("admin.receiver.rotate") }))) return;
  const made = await call("POST", `/webhook-endpoints/${id}/rotate-secret`);
  receiver = made;
  drawHead();
  await drawHealth();
  await showSecret(made.secret);
}

/** @param {boolean} active */
async function setActive(active) {
  const yes = t("admin.receiver.off");
  if (!active && !(await sure(t("admin.receiver.off_sure"), { note: t("admin.receiver.off_note"), yes }))) return;
  receiver = await call("PATCH", `/webhook-endpoints/${id}`, { active });
  drawHead();
}

async function remove() {
  const yes = t("admin.receiver.delete");
  if (!(await sure(t("admin.receiver.delete_sure"), { note: t("admin.receiver.delete_note"), yes }))) return;
  await call("DELETE", `/webhook-endpoints/${id}`);
  location.assign("/admin/receivers");
}

async function test() {
  fill(byId("test-result"), h("p", { class: "note" }, t("admin.receiver.testing")));
  const outcome = await call("POST", `/webhook-endpoints/${id}/test`);
  const said = [outcome.status ? `HTTP ${outcome.status}` : "", t("admin.common.seconds", { n: outcome.seconds.toFixed(2) })].filter(Boolean).join(" · ");
  fill(byId("test-result"),
    h("div", { class: `notice ${outcome.delivered ? "sure" : "wrong"}` },
      h("p", {}, outcome.delivered ? t("admin.receiver.test_good") : errorText(outcome.error)), h("p", { class: "soft" }, said),
      outcome.answer && h("pre", {}, outcome.answer)));
  byId("test-result").scrollIntoView({ block: "nearest" });
}

async function drawHealth() {
  const all = await call("GET", "/webhook-endpoints/health");
  /** @type {import("./receiver_parts.js").Health | undefined} */
  const health = all.items.find((/** @type {{endpoint_id: string}} */ one) => one.endpoint_id === id);
  if (!health || !receiver) return;
  /** @type {[string, string | Node][]} */
  const facts = [
    ["waiting", String(health.waiting)],
    ["dead", health.dead ? h("a", { class: "wrong", href: `/admin/deliveries?endpoint=${id}&state=dead` }, String(health.dead)) : "0"],
    ["tries", t("admin.common.tries", { n: health.tries, failed: health.failed_tries })],
    ["slowest", health.slowest_seconds === null ? "" : t("admin.common.seconds", { n: health.slowest_seconds.toFixed(2) })],
    ["delivered", fullTime(health.last_delivered_at)],
    ["circuit", circuit(health)],
    ["last_error", health.last_error ? errorText(health.last_error) : ""],
    ["old_secret", fullTime(receiver.old_secret_until)],
  ];
  fill(byId("health"), ...facts.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, t(`admin.receiver.fact.${name}`)), h("dd", {}, value))));
}

/** @param {import("./receiver_parts.js").Health} health */
function circuit(health) {
  if (health.rests_until) return t("admin.receiver.circuit_open", { n: health.failures_in_row, at: fullTime(health.rests_until) });
  return health.failures_in_row ? t("admin.receiver.circuit_failing", { n: health.failures_in_row }) : t("admin.receiver.circuit_closed");
}

async function drawDeliveries() {
  const page = await call("GET", withQuery("/deliveries", { endpoint: id, limit: 8 }));
  /** @type {import("./delivery_parts.js").Delivery[]} */
  const items = page.items;
  fill(byId("deliveries"), ...items.map((one) => h("tr", {},
    h("td", { class: "moment" }, h("button", { type: "button", class: "link", onclick: run(() => showDelivery(one, () => void drawDeliveries().catch(tellProblem))) }, shortTime(one.created_at))),
    h("td", {}, deliveryState(one)),
    h("td", {}, failureText(one)))));
  if (!items.length) fill(byId("deliveries"), h("tr", {}, h("td", { class: "soft" }, t("admin.receiver.nothing_sent"))));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void submitForm(form, save);
});
form.addEventListener("input", watchServer);
void start().catch(tellProblem);
