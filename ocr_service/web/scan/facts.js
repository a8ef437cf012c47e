// What is known about a scan beside its values: where it came from, what happened, what was sent.

import { withQuery } from "../static/api.js";
import { h } from "../static/dom.js";
import { fileSize, fullTime } from "../static/format.js";
import { stateLabel } from "../static/scans.js";
import { formTitle } from "../static/templates.js";
import { hasText, t } from "../static/texts.js";

/** @typedef {import("../static/types.js").Scan} Scan */

/** @param {Scan} scan @returns {HTMLElement[]} */
export function summaryOf(scan) {
  /** @type {[string, string | Node | null | undefined][]} */
  const facts = [
    ["form", scan.template && `${formTitle(scan)} · ${t("scan.version", { n: scan.template_version })}`],
    ["received", fullTime(scan.created_at)],
    ["source", t(`scan.source.${scan.source}`)],
    ["device", scan.device
      && h("a", { href: withQuery("/scans", { device: scan.device, mine: "false" }) }, scan.device)],
    ["by", scan.actor_name ?? actorText(scan.actor)],
    ["lane", t(`pages.lane.${scan.lane}`)],
    ["size", fileSize(scan.size_bytes)],
    ["reference", scan.client_reference],
    ["serial", scan.serial && scan.template
      && h("a", { href: `/blank/${scan.template}?v=${scan.template_version}&s=${scan.serial}` }, scan.serial)],
    ["duplicate_of", scan.duplicate_of && h("a", { href: `/scans/${scan.duplicate_of}` }, t("scan.the_first"))],
    ["parent", scan.parent_id && h("a", { href: `/scans/${scan.parent_id}` }, t("scan.whole_file"))],
    ["file_pages", scan.file_pages?.join(", ")],
    ["erp_reference", scan.erp_reference],
  ];
  return facts
    .filter(([, value]) => value)
    .map(([name, value]) => h("div", {}, h("dt", {}, t(`scan.fact.${name}`)), h("dd", {}, value)));
}

/** @param {string | null} actor */
function actorText(actor) {
  if (!actor || actor === "system") return t("scan.actor.system");
  if (actor.startsWith("user:")) return t("scan.actor.user");
  return actor.startsWith("key:") ? t("scan.actor.key") : t("scan.actor.receiver");
}

/**
 * @param {import("../static/types.js").HistoryEntry} entry
 * @param {Map<string, string>} labels the fields' names for people, by path
 */
export function historyRow(entry, labels) {
  const key = `audit.${entry.action}`;
  const told = hasText(key) ? t(key, { field: labels.get(entry.path ?? "") ?? entry.path }) : entry.action;
  const what = entry.to_name ? t("scan.handed_to", { name: entry.to_name }) : told;
  const change = entry.path ? [entry.old, entry.new].filter((side) => side !== null).map(spell).join(" → ") : "";
  return h("li", {},
    h("span", { class: "soft" }, fullTime(entry.at)),
    h("span", {}, what, change && ` ${change}`, h("span", { class: "soft" }, ` · ${entry.actor_name ?? actorText(entry.actor)}`)));
}

/** @param {Record<string, unknown> | null} side */
function spell(side) {
  if (Array.isArray(side?.rows)) return t("scan.rows", { n: side.rows.length });
  const value = side?.text ?? side?.value;
  return value === undefined || value === null || value === "" ? t("pages.blank") : String(value);
}

/** One of the forms in a file that was split. @param {import("../static/types.js").ScanRow} scan */
export function documentRow(scan) {
  const pages = t("pages.document_pages", { pages: (scan.file_pages ?? []).join(", ") });
  return h("li", {},
    stateLabel(scan),
    h("span", {}, h("a", { href: `/scans/${scan.id}` }, pages), scan.template && ` · ${formTitle(scan)}`));
}

/** @param {import("../static/types.js").Delivery} delivery */
export function deliveryRow(delivery) {
  const mark = { delivered: "sure", dead: "wrong", waiting: "moving", sending: "moving" }[delivery.state] ?? "soft";
  const failure = delivery.state === "delivered" ? null : delivery.last_error;
  return h("li", {},
    h("span", { class: `state ${mark}` }, t(`scan.delivery.${delivery.state}`)),
    h("span", {},
      t("scan.tries", { n: delivery.tries }),
      delivery.last_status ? ` · HTTP ${delivery.last_status}` : "",
      failure && ` · ${t(`error.${failure}`)}`,
      delivery.next_try_at && delivery.state === "waiting"
        ? ` · ${t("scan.next_try", { at: fullTime(delivery.next_try_at) })}`
        : ""));
}
