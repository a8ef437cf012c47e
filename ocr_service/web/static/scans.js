// How a scan's state, form, reasons and values are said, wherever they are shown.

import { h } from "./dom.js";
import { shortTime } from "./format.js";
import { t } from "./texts.js";

/** @typedef {import("./types.js").Reason} Reason */
/** @typedef {import("./types.js").Value} Value */

/** Something will happen to these without a person. */
const MOVING = new Set(["received", "queued", "reading", "delivering"]);
/** @type {Record<string, string>} */
const MARKS = {
  accepted: "sure", delivered: "sure", needs_review: "look", needs_template: "look",
  rejected: "wrong", failed: "wrong", delivering: "moving", received: "moving", queued: "moving", reading: "moving",
};

/** @param {string} state */
export function isMoving(state) {
  return MOVING.has(state);
}

/** @param {{state: string, erp_answer?: string | null, erp_rejections?: number}} scan */
export function stateLabel(scan) {
  const answered = scan.state === "answered" && scan.erp_answer;
  const sentBack = scan.state === "needs_review" && scan.erp_answer === "rejected";
  const mark = answered ? { approved: "sure", rejected: "wrong" }[answered] : sentBack ? "wrong" : MARKS[scan.state];
  const key = answered ? `pages.answered.${answered}` : `pages.state.${scan.state}`;
  const text = sentBack ? t("pages.answered.sent_back", { n: scan.erp_rejections ?? 1 }) : t(key);
  return h("span", { class: `state ${mark ?? "soft"}` }, text);
}

// Reasons that name the earlier scan of the same paper.
const REPEATED = new Set(["already_given", "serial_repeated"]);
const WAITING = new Set(["needs_review", "needs_template"]);

/** The scan of the same paper that came before, where a person is to say which one counts.
 * @param {{state: string, reasons: Reason[]}} scan @returns {string | null} */
export function givenBefore(scan) {
  const given = scan.reasons.find((reason) => REPEATED.has(reason.code))?.params.scan;
  return WAITING.has(scan.state) && typeof given === "string" ? given : null;
}

/** That it should have gone further by now, and in which way. @param {{overdue: string | null}} scan */
export function overdueLabel(scan) {
  return scan.overdue && h("span", { class: "state wrong" }, t(`pages.overdue.${scan.overdue}`));
}

/** Since when the ERP does not take it, that nothing is lost, and when it is sent again; empty where nothing holds it up.
 * @param {{unsent: {since: string, next_try_at: string | null} | null}} scan @returns {string} */
export function unsentText({ unsent }) {
  if (!unsent) return "";
  const { since, next_try_at: next } = unsent;
  const when = !next ? "given_up" : new Date(next) > new Date() ? "again" : "now";
  return t(`pages.unsent.${when}`, { since: shortTime(since), next: shortTime(next) });
}

/** Which pages of a file that was split; without them its forms could not be told apart in a list.
 * @param {{file_pages: number[] | null}} scan @returns {string} */
export function pagesOfFile(scan) {
  return scan.file_pages ? t("pages.document_pages", { pages: scan.file_pages.join(", ") }) : "";
}

/** @param {Reason[]} reasons @returns {HTMLUListElement | null} */
export function reasonList(reasons) {
  if (!reasons.length) return null;
  return h("ul", { class: "reasons" }, ...reasons.map((reason) => h("li", {}, reason.text)));
}

/** A value for reading: yes and no for ticks, the options' labels for choices.
 * @param {Value} value @param {string} text @param {{value: string, label: string}[]} [options] */
export function valueText(value, text, options = []) {
  if (value === true) return t("pages.yes");
  if (value === false) return t("pages.no");
  const labels = new Map(options.map((option) => [option.value, option.label]));
  if (Array.isArray(value)) return value.map((one) => labels.get(one) ?? one).join(t("pages.list_separator"));
  return labels.get(String(value)) ?? (text || (value === null ? "" : String(value)));
}
