// Pictures that may be hard to read: shown while the paper is in hand, with what to do, and a choice of two.

import { API, call, Problem, withQuery } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, h } from "../static/dom.js";
import { isMoving } from "../static/scans.js";
import { LANGUAGE, t } from "../static/texts.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */
/** @typedef {import("../static/types.js").Quality} Quality */
/** @typedef {{scan: {id: string, file_name: string}, quality: Quality}} Doubt */
/** @typedef {Doubt & {element: HTMLElement, scanAgain: () => void, useAnyway: (() => void) | null}} Card */

/** While a scan is in one of these (or moves), taking it out still spares somebody the work. */
const UNSETTLED = new Set(["needs_review", "needs_template"]);
/** It could be read after all, and every value is sure: nobody has to scan it again. */
const READ_AFTER_ALL = new Set(["accepted", "delivering", "delivered", "answered"]);

/** The scans in doubt, oldest first; keys act on the first one. */
export class Doubts {
  /** @param {string} owner whose they are @param {() => void} changed called after a scan was taken out */
  constructor(owner, changed) {
    this.changed = changed;
    // Of this tab alone: the paper lies before whoever sits here. The sentences are in one language.
    this.place = `doubts ${owner} ${LANGUAGE}`;
    /** @type {Card[]} */
    this.cards = [];
  }

  /** Those that a reload has taken from the page; what was settled meanwhile is told in the list. */
  async restore() {
    /** @type {Doubt[]} */
    const kept = JSON.parse(sessionStorage.getItem(this.place) ?? "[]");
    if (!kept.length) return;
    const { items } = await call("GET", withQuery("/scans", { mine: "true", limit: 200 }));
    const open = new Set(items
      .filter((/** @type {ScanRow} */ scan) => isMoving(scan.state) || UNSETTLED.has(scan.state))
      .map((/** @type {ScanRow} */ scan) => scan.id));
    for (const { scan, quality } of kept) if (open.has(scan.id)) this.add(scan, quality);
    this.#keep();
  }

  #keep() {
    const kept = this.cards.map(({ scan, quality }) => ({ scan: { id: scan.id, file_name: scan.file_name }, quality }));
    try {
      sessionStorage.setItem(this.place, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing loses them in a reload; the scans themselves are safe.
    }
  }

  /** @param {{id: string, file_name: string}} scan @param {Quality} quality */
  add(scan, quality) {
    // A file that cannot be opened has no page in doubt, and cannot be used anyway.
    const readable = quality.warnings.some((warning) => warning.page !== null);
    /** @type {Card} */
    const card = {
      scan,
      quality,
      element: h("li", { class: "sheet doubt" }),
      scanAgain: () => void this.takeOut(card, scan).catch(tellProblem),
      useAnyway: readable ? () => this.remove(card) : null,
    };
    card.element.append(
      ...quality.warnings.map((warning) => pageInDoubt(scan, warning)),
      h("p", { class: "soft" }, scan.file_name),
      h("div", { class: "row-actions" },
        h("button", { type: "button", class: "main", onclick: card.scanAgain }, t("upload.scan_again"), " ", h("kbd", {}, "A")),
        card.useAnyway && h("button", { type: "button", onclick: card.useAnyway }, t("upload.use_anyway"), " ", h("kbd", {}, "U"))));
    this.cards.push(card);
    this.#keep();
    byId("doubt-list").append(card.element);
    byId("doubts").hidden = false;
  }

  /** What became of the scans since: a question that has answered itself is not asked any longer. @param {ScanRow[]} scans */
  settle(scans) {
    const read = new Set(scans.filter((scan) => READ_AFTER_ALL.has(scan.state)).map((scan) => scan.id));
    for (const card of this.cards.filter((one) => read.has(one.scan.id))) {
      this.remove(card);
      tell("sure", t("upload.read_after_all", { name: card.scan.file_name }));
    }
  }

  /** @param {string} key @returns {boolean} whether the key meant something here */
  press(key) {
    const [first] = this.cards;
    if (!first) return false;
    if (key === "a") first.scanAgain();
    else if (key === "u" && first.useAnyway) first.useAnyway();
    else return false;
    return true;
  }

  /** @param {Card} card @param {{id: string}} scan */
  async takeOut(card, scan) {
    await call("POST", `/scans/${scan.id}/cancel`).catch((error) => {
      // A blank page is out already: nothing is left to be taken.
      if (!(error instanceof Problem && /** @type {any} */ (error.details).params?.state === "rejected")) throw error;
    });
    this.remove(card);
    this.changed();
    byId("choose-files").focus();
  }

  /** @param {Card} card */
  remove(card) {
    card.element.remove();
    this.cards = this.cards.filter((one) => one !== card);
    byId("doubts").hidden = this.cards.length === 0;
    this.#keep();
  }
}

/** @param {{id: string}} scan @param {import("../static/types.js").PageWarning} warning */
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
