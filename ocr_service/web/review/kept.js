// Values that were typed on this computer and never saved, of forms that are not in hand: what, beside what is stored.

import { call } from "../static/api.js";
import { byId, fill, h } from "../static/dom.js";
import { valueText } from "../static/scans.js";
import { t } from "../static/texts.js";
import { toDesk } from "./fields.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {{scan: string, values: import("./drafts.js").Drafts, forget: () => void}} Kept */

/** @param {readonly Kept[]} kept */
export function showKept(kept) {
  byId("queue-kept").hidden = kept.length === 0;
  fill(byId("queue-kept-rows"), ...kept.map(lineOf));
}

/** @param {Kept} kept */
function lineOf(kept) {
  const link = h("a", { href: `/review?scan=${encodeURIComponent(kept.scan)}` }, t("review.kept_open"));
  const values = h("span", {}, ...Object.entries(kept.values).map(([path, { text }]) => valueOf(path, text)));
  const forget = h("button", { type: "button", class: "quiet", onclick: () => {
    kept.forget();
    line.remove();
  } }, t("review.kept_forget"));
  const line = h("li", {}, link, values, forget);
  // A form that is forgotten by now has no names any more; what was typed is still told.
  void call("GET", `/scans/${kept.scan}`).then((scan) => name(scan, kept, link, values)).catch(() => {});
  return line;
}

/** @param {Scan} scan @param {Kept} kept @param {HTMLElement} link @param {HTMLElement} values */
function name(scan, kept, link, values) {
  link.textContent = scan.file_name;
  const fields = new Map(toDesk(scan.fields, {}).map((field, at) => [field.path, { ...field, label: scan.fields[at]?.label }]));
  fill(values, ...Object.entries(kept.values).map(([path, { text, base }]) => {
    const field = fields.get(path);
    if (!field) return valueOf(path, text);
    const shown = (/** @type {string} */ one) => valueText(one, one, field.options) || t("pages.blank");
    const stored = field.saved === base || field.saved === text ? "" : shown(field.saved);
    return valueOf(field.label ?? path, shown(text), stored);
  }));
}

/** @param {string} label @param {string} text @param {string} stored what somebody else has saved since, if anything */
function valueOf(label, text, stored = "") {
  return h("span", {}, h("span", { class: "soft" }, label), " ", h("b", {}, text || t("pages.blank")),
    stored && h("span", { class: "look" }, ` ${t("review.theirs")} ${stored}`));
}
