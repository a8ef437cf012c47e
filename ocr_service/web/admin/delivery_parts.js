// One delivery, wherever it is shown: its state, what went wrong in words, its bytes and its tries.

import { call } from "../static/api.js";
import { tell } from "../static/base.js";
import { h } from "../static/dom.js";
import { fullTime } from "../static/format.js";
import { hasText, t } from "../static/texts.js";
import { run, show } from "../static/dialogs.js";

/**
 * @typedef {object} Delivery
 * @property {string} id
 * @property {string} scan_id
 * @property {string | null} scan_name
 * @property {string} endpoint_id
 * @property {string | null} endpoint_name
 * @property {string} event
 * @property {string} state
 * @property {number} tries
 * @property {string} created_at
 * @property {string | null} next_try_at
 * @property {string | null} delivered_at
 * @property {number | null} last_status
 * @property {string | null} last_error
 *
 * @typedef {{at: string, seconds: number, status: number | null, error: string | null, answer: string}} Try
 */

/** @param {{state: string}} one */
export function deliveryState(one) {
  const mark = { delivered: "sure", dead: "wrong", waiting: "moving", sending: "moving" }[one.state] ?? "soft";
  return h("span", { class: `state ${mark}` }, t(`scan.delivery.${one.state}`));
}

/** @param {{last_status: number | null, last_error: string | null, state: string, next_try_at: string | null}} one */
export function failureText(one) {
  const parts = [];
  if (one.last_error && one.state !== "delivered") parts.push(errorText(one.last_error));
  if (one.last_status) parts.push(`HTTP ${one.last_status}`);
  if (one.state === "waiting" && one.last_error && one.next_try_at) parts.push(t("admin.common.next_try", { at: fullTime(one.next_try_at) }));
  return parts.join(" · ");
}

/** The sentence of an error's stable code. @param {string} code */
export function errorText(code) {
  return hasText(`error.${code}`) ? t(`error.${code}`) : code;
}

/**
 * The exact bytes and every try.
 * @param {{id: string, event: string, state: string, scan_name?: string | null, endpoint_name?: string | null}} one
 * @param {() => void} [sentAgain] where the person may send again
 */
export async function showDelivery(one, sentAgain) {
  const detail = await call("GET", `/deliveries/${one.id}`);
  /** @type {Try[]} */
  const tries = detail.all_tries;
  const again = h("button", { type: "button", onclick: run(async () => {
    await call("POST", `/deliveries/${one.id}/replay`);
    again.closest("dialog")?.close();
    tell("sure", t("admin.common.sent_again"));
    sentAgain?.();
  }) }, t("admin.common.send_again"));
  const may = sentAgain && ["dead", "delivered", "waiting"].includes(detail.state);
  void show([t(`admin.deliveries.event.${one.event}`), one.scan_name, one.endpoint_name].filter(Boolean).join(" · "), [
    h("div", { class: "foot" }, deliveryState(detail), may ? again : "", h("span", { class: "soft figures" }, one.id)),
    tries.length ? tryTable(tries) : h("p", { class: "soft" }, t("admin.common.no_tries")),
    h("h3", {}, t("admin.common.payload")),
    h("pre", { class: "sheet", tabindex: "0", role: "region", "aria-label": t("admin.common.payload") }, pretty(detail.payload)),
  ], { broad: true });
}

/** @param {Try[]} tries */
export function tryTable(tries) {
  return h("div", { class: "scroll-x" }, h("table", { class: "tries" },
    h("thead", {}, h("tr", {}, ...["when", "answer", "took"].map((name) => h("th", { scope: "col" }, t(`admin.common.try.${name}`))))),
    h("tbody", {}, ...tries.map((one) => h("tr", {},
      h("td", { class: "soft" }, fullTime(one.at)),
      h("td", {}, [one.status ? `HTTP ${one.status}` : "", one.error ? errorText(one.error) : t("admin.common.taken")].filter(Boolean).join(" · "),
        one.answer && h("pre", {}, one.answer)),
      h("td", { class: "number soft" }, t("admin.common.seconds", { n: one.seconds.toFixed(2) })))))));
}

/** JSON with its lines broken; anything else as it is. @param {string} text */
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Where a JSON message holds nothing, each place once, rows taken together (`lines[].code`). @param {string} text @returns {string[]} */
export function emptyPlaces(text) {
  /** @type {Set<string>} */
  const places = new Set();
  /** @param {any} value @param {string} place */
  const look = (value, place) => {
    if (value === null) places.add(place || "null");
    else if (Array.isArray(value)) value.forEach((one) => look(one, `${place}[]`));
    else if (typeof value === "object") for (const [key, inner] of Object.entries(value)) look(inner, place ? `${place}.${key}` : key);
  };
  try {
    look(JSON.parse(text), "");
  } catch {
    return [];
  }
  return [...places];
}
