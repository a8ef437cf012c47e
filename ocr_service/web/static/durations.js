// How long something takes or took, in the two largest units that matter.

import { t } from "./texts.js";

/** @param {number | null} seconds */
export function duration(seconds) {
  if (seconds === null) return "–";
  if (seconds < 10) return t("pages.duration.seconds", { n: Math.round(seconds * 10) / 10 });
  if (seconds < 99.5) return t("pages.duration.seconds", { n: Math.round(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return t("pages.duration.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t("pages.duration.hours", { h: hours, m: minutes % 60 });
  return t("pages.duration.days", { n: Math.round(hours / 24) });
}
