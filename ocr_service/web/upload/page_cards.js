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
 */

/** @type {Record<string, Act>} what a key does with the page on whose card one stands */
export const CARD_KEYS = { ArrowLeft: "earlier", ArrowRight: "later", r: "again", Delete: "remove" };

/**
 * A page's place in a list. It stays while what it says changes: a button that were drawn anew between a finger's going
 * down and up would not be pressed, and a key would go nowhere.
 */
export class PageCard {
  /** @param {string} item @param {Act[]} acts @param {(act: Act) => void} act */
  constructor(item, acts, act) {
    this.picture = h("img");
    this.buttons = acts.map((one) => h("button", { type: "button", "data-act": one, onclick: () => act(one) }, wordsOf(one)));
    this.actions = h("div", { class: "row-actions" }, ...this.buttons);
    this.element = h("li", { "data-item": item }, this.picture, this.actions);
  }

  /** @param {Shown} shown @param {(HTMLElement | null | false)[]} told what is said of it */
  show({ n, count, picture }, ...told) {
    if (picture && this.picture.src !== picture) this.picture.src = picture;
    for (const old of this.element.querySelectorAll(":scope > p")) old.remove();
    this.actions.before(...told.filter((one) => one instanceof HTMLElement));
    for (const button of this.buttons) {
      const act = button.dataset.act;
      button.setAttribute("aria-label", t(`upload.page_${act}`, { n }));
      button.disabled = (act === "earlier" && n === 1) || (act === "later" && n === count);
    }
  }
}

/** In the tray. @param {PageCard} card @param {Shown} shown */
export function showInTray(card, shown) {
  const { page, n } = shown;
  const warnings = doubtsOf(page);
  card.element.className = `page${warnings.length ? " doubtful" : ""}`;
  card.picture.alt = t("upload.page_picture", { n });
  card.show(shown,
    h("p", {}, t("upload.page_number", { n }), " ", stateOf(page)),
    ...warnings.map((reason) => h("p", { class: "look" }, reason.text)),
    page.state === "refused" && h("p", { class: "wrong" }, page.message));
}

/** Beside the live picture. @param {PageCard} card @param {Shown} shown @param {boolean} waits for a new picture in its place */
export function showInCamera(card, shown, waits) {
  const { page, n } = shown;
  card.picture.alt = "";
  card.show(shown, h("p", {}, t("upload.page_number", { n }), " ",
    waits ? h("span", { class: "state look" }, t("upload.page_waits_again")) : stateOf(page),
    ...doubtsOf(page).map((reason) => h("span", { class: "look" }, " ", reason.text)),
    page.state === "refused" && h("span", { class: "wrong" }, page.message)));
  for (const button of card.buttons) button.hidden = waits && button.dataset.act === "again";
}

/** @param {Act} act */
function wordsOf(act) {
  if (act === "earlier") return "←";
  return act === "later" ? "→" : t(`upload.${act}`);
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
