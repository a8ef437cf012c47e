// Dates, sizes and shares, written as the person's language writes them.

import { LANGUAGE, t } from "./texts.js";

const locale = LANGUAGE === "en" ? "en-GB" : LANGUAGE;
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** A moment, short: the time alone where it is today. @param {string | null | undefined} iso */
export function shortTime(iso) {
  if (!iso) return "";
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? clock.format(at) : day.format(at);
}

/** A moment in full. @param {string | null | undefined} iso */
export function fullTime(iso) {
  return iso ? full.format(new Date(iso)) : "";
}

/** Now, as it may stand in a file's name: 2026-03-02 140509. */
export function timeForNames() {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19).replaceAll(":", "")}`;
}

/** A probability as a percentage; 100 % is never claimed for what is only nearly sure. @param {number} probability */
export function percent(probability) {
  return share.format(probability >= 1 ? 1 : Math.floor(probability * 100) / 100);
}

const fineShare = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 });

/** A small share, such as one in a thousand. @param {number} part */
export function finePercent(part) {
  return fineShare.format(part);
}

/** @param {number} bytes */
export function fileSize(bytes) {
  if (bytes >= 1e9) return t("pages.gigabytes", { n: number.format(bytes / 1e9) });
  return bytes < 1e6
    ? t("pages.kilobytes", { n: number.format(Math.ceil(bytes / 1e3)) })
    : t("pages.megabytes", { n: number.format(bytes / 1e6) });
}

/** Fills in the times that the server wrote as `<time datetime>`. @param {ParentNode} within */
export function writeTimes(within) {
  for (const time of within.querySelectorAll("time:empty")) {
    const at = time.getAttribute("datetime");
    time.textContent = shortTime(at);
    time.setAttribute("title", fullTime(at));
  }
}
