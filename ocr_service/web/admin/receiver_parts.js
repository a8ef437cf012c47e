// One receiver, wherever it is shown.

import { h } from "../static/dom.js";
import { shortTime } from "../static/format.js";
import { t } from "../static/texts.js";

/**
 * @typedef {object} Receiver
 * @property {string} id
 * @property {string} kind
 * @property {string} url
 * @property {Record<string, unknown>} settings with their secrets masked
 * @property {string} description
 * @property {string[]} templates
 * @property {boolean} active
 * @property {string | null} disabled_reason
 * @property {string | null} old_secret_until
 * @property {Record<string, unknown>} options
 * @property {string | null} rests_until
 *
 * @typedef {object} Health
 * @property {string} endpoint_id
 * @property {number} waiting
 * @property {number} dead
 * @property {number} tries
 * @property {number} failed_tries
 * @property {number | null} slowest_seconds
 * @property {string | null} last_try_at
 * @property {number | null} last_status
 * @property {string | null} last_error
 * @property {string | null} last_delivered_at
 * @property {number} failures_in_row
 * @property {string | null} rests_until
 */

/** @param {Receiver} one */
export function receiverState(one) {
  if (!one.active) {
    return h("span", { class: `state ${one.disabled_reason === "gone" ? "wrong" : "soft"}` },
      t(one.disabled_reason === "gone" ? "admin.common.gone" : "admin.common.off"));
  }
  if (one.rests_until) return h("span", { class: "state look" }, t("admin.common.rests", { at: shortTime(one.rests_until) }));
  return h("span", { class: "state sure" }, t("admin.common.on"));
}
