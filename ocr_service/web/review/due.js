// How long is left until a form's promise ends, in words; by the server's clock, since a desk's may be wrong.

import { t } from "../static/texts.js";

const MINUTE = 60_000;
const NEAR = 15; // minutes, as the server's queue has it
let offset = 0;

/** The server told its time. @param {string} iso */
export function setServerTime(iso) {
  offset = new Date(iso).getTime() - Date.now();
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow() {
  return Date.now() + offset;
}

/**
 * @param {string | null | undefined} dueAt
 * @param {number} [now] milliseconds
 * @returns {{mark: "" | "look" | "wrong", text: string}} no text where nothing is promised
 */
export function timeLeft(dueAt, now = serverNow()) {
  if (!dueAt) return { mark: "", text: "" };
  const left = new Date(dueAt).getTime() - now;
  const minutes = Math.floor(Math.abs(left) / MINUTE);
  if (left < 0) return { mark: "wrong", text: t("review.overdue", { time: span(minutes) }) };
  return { mark: minutes < NEAR ? "look" : "", text: t("review.due_in", { time: span(minutes) }) };
}

/** How long something has waited, in words. @param {string} since @param {number} [now] milliseconds */
export function waited(since, now = serverNow()) {
  return span(Math.max(0, Math.floor((now - new Date(since).getTime()) / MINUTE)));
}

/** @param {number} minutes */
function span(minutes) {
  if (minutes < 1) return t("review.span.moment");
  if (minutes < 60) return t("review.span.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t("review.span.hours", { h: hours, n: minutes % 60 });
  return t("review.span.days", { n: Math.floor(hours / 24) });
}
