// Receivers: who gets results, and how each is doing.

import { call, keepLooking } from "../static/api.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { hasText, t } from "../static/texts.js";
import { errorText } from "./delivery_parts.js";
import { listenForKeys } from "./keyboard.js";
import { receiverState } from "./receiver_parts.js";

/**
 * @typedef {import("./receiver_parts.js").Receiver} Receiver
 * @typedef {import("./receiver_parts.js").Health} Health
 */

const rows = byId("rows");

async function look() {
  const [receivers, health] = await Promise.all([call("GET", "/webhook-endpoints"), call("GET", "/webhook-endpoints/health")]);
  /** @type {Map<string, Health>} */
  const doing = new Map(health.items.map((/** @type {Health} */ one) => [one.endpoint_id, one]));
  const focused = document.activeElement?.closest("tr")?.dataset.id;
  fill(rows, ...receivers.items.map((/** @type {Receiver} */ one) => row(one, doing.get(one.id))));
  if (focused) /** @type {HTMLElement | null} */ (rows.querySelector(`tr[data-id="${focused}"] a`))?.focus();
  byId("none").hidden = receivers.items.length > 0;
  return health.items.some((/** @type {Health} */ one) => one.waiting > 0);
}

/** @param {Receiver} one @param {Health | undefined} health */
function row(one, health) {
  const deliveries = `/admin/deliveries?endpoint=${one.id}`;
  return h("tr", { class: one.active ? "" : "closed", "data-id": one.id },
    h("td", {}, h("a", { href: `/admin/receivers/${one.id}` }, one.description || one.url), one.description && h("span", { class: "change figures" }, one.url)),
    h("td", {}, receiverState(one)),
    h("td", {}, hasText(`admin.kind.${one.kind}`) ? t(`admin.kind.${one.kind}`) : one.kind),
    h("td", { class: "number", "data-label": t("admin.receivers.waiting") }, health?.waiting ? h("a", { href: `${deliveries}&state=waiting` }, String(health.waiting)) : "0"),
    h("td", { class: "number", "data-label": t("admin.receivers.dead") }, health?.dead ? h("a", { class: "wrong", href: `${deliveries}&state=dead` }, String(health.dead)) : "0"),
    h("td", {}, health?.tries ? t("admin.common.tries", { n: health.tries, failed: health.failed_tries }) : h("span", { class: "soft" }, t("admin.receivers.no_tries"))),
    h("td", {}, last(health)));
}

/** @param {Health | undefined} health */
function last(health) {
  if (health?.last_error) {
    return h("span", { title: fullTime(health.last_try_at) }, h("span", { class: "wrong" }, errorText(health.last_error)),
      ` ${health.last_status ? `HTTP ${health.last_status} · ` : ""}${shortTime(health.last_try_at)}`);
  }
  return health?.last_delivered_at ? h("span", { title: fullTime(health.last_delivered_at) }, t("admin.receivers.delivered", { at: shortTime(health.last_delivered_at) })) : "";
}

byId("add").addEventListener("click", () => byIdAs("kinds", HTMLDialogElement).showModal());
listenForKeys({ add: byId("add"), rows });
keepLooking(look, { soonest: 3000, latest: 20000 });
