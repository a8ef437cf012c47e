// Pictures that may be hard to read: shown while the paper is in hand, with what to do, and a choice of two.

import { API, call } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, h } from "../static/dom.js";
import { t } from "../static/texts.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */
/** @typedef {import("../static/types.js").Quality} Quality */
/** @typedef {{element: HTMLElement, scanAgain: () => void, useAnyway: () => void}} Card */

/** The scans in doubt, oldest first; keys act on the first one. */
export class Doubts {
  /** @param {() => void} changed called after a scan was taken out */
  constructor(changed) {
    this.changed = changed;
    /** @type {Card[]} */
    this.cards = [];
  }

  /** @param {ScanRow} scan @param {Quality} quality */
  add(scan, quality) {
    /** @type {Card} */
    const card = {
      element: h("li", { class: "sheet doubt" }),
      scanAgain: () => void this.takeOut(card, scan).catch(tellProblem),
      useAnyway: () => this.remove(card),
    };
    card.element.append(
      ...quality.warnings.map((warning) => pageInDoubt(scan, warning)),
      h("p", { class: "soft" }, scan.file_name),
      h("div", { class: "row-actions" },
        h("button", { type: "button", class: "main", onclick: card.scanAgain }, t("upload.scan_again"), " ", h("kbd", {}, "A")),
        h("button", { type: "button", onclick: card.useAnyway }, t("upload.use_anyway"), " ", h("kbd", {}, "U"))));
    this.cards.push(card);
    byId("doubt-list").append(card.element);
    byId("doubts").hidden = false;
  }

  /** @param {string} key @returns {boolean} whether the key meant something here */
  press(key) {
    const [first] = this.cards;
    if (!first) return false;
    if (key === "a") first.scanAgain();
    else if (key === "u") first.useAnyway();
    else return false;
    return true;
  }

  /** @param {Card} card @param {ScanRow} scan */
  async takeOut(card, scan) {
    await call("POST", `/scans/${scan.id}/cancel`);
    this.remove(card);
    this.changed();
    byId("choose-files").focus();
  }

  /** @param {Card} card */
  remove(card) {
    card.element.remove();
    this.cards = this.cards.filter((one) => one !== card);
    byId("doubts").hidden = this.cards.length === 0;
  }
}

/** @param {ScanRow} scan @param {import("../static/types.js").PageWarning} warning */
function pageInDoubt(scan, warning) {
  const page = warning.page;
  const picture = page !== null && h("img", {
    src: `${API}/scans/${scan.id}/pages/${page}/preview`, loading: "lazy",
    alt: t("scan.picture_of_page", { page }),
  });
  return h("figure", {},
    picture,
    h("figcaption", {},
      page !== null && page > 1 && h("p", { class: "soft" }, t("upload.doubt_page", { page })),
      ...warning.reasons.map((reason) => h("p", { class: "look" }, reason.text))));
}
