// A page that waits to be handed in, shown: its picture, what was found on it, and what may be done with it.

import { h } from "../static/dom.js";
import { percent } from "../static/format.js";
import { t } from "../static/texts.js";
import { shareOf } from "./steps.js";

/** @typedef {import("./steps.js").Item} Item */

/**
 * What a person may do with a page; `data-act` names the button by the same word.
 * @typedef {"earlier" | "later" | "again" | "remove"} Act
 *
 * @typedef {object} Shown
 * @property {Item} page
 * @property {number} n its place, from 1
 * @property {number} count how many pages there are
 * @property {string | undefined} picture
 * @property {(act: Act) => void} act
 */

/** @type {Record<string, Act>} what a key does with the page on whose card one stands */
export const CARD_KEYS = { ArrowLeft: "earlier", ArrowRight: "later", r: "again", Delete: "remove" };

/** In the tray. @param {Shown} shown */
export function pageCard({ page, n, count, picture, act }) {
  const warnings = doubtsOf(page);
  return h("li", { class: `page${warnings.length ? " doubtful" : ""}`, "data-page": n, "data-item": page.id },
    h("img", { src: picture, alt: t("upload.page_picture", { n }) }),
    h("p", {}, t("upload.page_number", { n }), " ", stateOf(page)),
    ...warnings.map((reason) => h("p", { class: "look" }, reason.text)),
    page.state === "refused" && h("p", { class: "wrong" }, page.message),
    h("div", { class: "row-actions" },
      button("earlier", "←", n === 1), button("later", "→", n === count),
      button("again", t("upload.again")), button("remove", t("upload.remove"))));

  /** @param {Act} what @param {string} words @param {boolean} [disabled] */
  function button(what, words, disabled = false) {
    return h("button", { type: "button", disabled, "data-act": what, "aria-label": t(`upload.page_${what}`, { n }), onclick: () => act(what) }, words);
  }
}

/** Beside the live picture. @param {Shown} shown @param {boolean} waits for a new picture in its place */
export function cameraRow({ page, n, picture, act }, waits) {
  return h("li", {},
    h("img", { src: picture, alt: "" }),
    h("p", {}, t("upload.page_number", { n }), " ", waits ? h("span", { class: "state look" }, t("upload.page_waits_again")) : stateOf(page),
      ...doubtsOf(page).map((reason) => h("span", { class: "look" }, " ", reason.text)),
      page.state === "refused" && h("span", { class: "wrong" }, page.message)),
    h("span", { class: "row-actions" },
      !waits && h("button", { type: "button", "aria-label": t("upload.page_again", { n }), onclick: () => act("again") }, t("upload.again")),
      h("button", { type: "button", "aria-label": t("upload.page_remove", { n }), onclick: () => act("remove") }, t("upload.remove"))));
}

/** @param {Item} page */
export function doubtsOf(page) {
  return page.quality?.warnings.flatMap((warning) => warning.reasons) ?? [];
}

/** @param {Item} page */
function stateOf(page) {
  if (page.state === "ready") {
    const good = page.quality !== null && !page.quality.warnings.length;
    return h("span", { class: good ? "state sure" : "state soft" }, t(good ? "upload.page_good" : "upload.page_there"));
  }
  if (page.state === "lost") return h("span", { class: "state look" }, t("upload.page_waits"));
  return page.state === "refused" ? null : h("span", { class: "soft" }, percent(shareOf(page)));
}
