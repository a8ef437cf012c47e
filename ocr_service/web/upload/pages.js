// Pages that belong together: taken or chosen one after the other, put in order, handed in as one document.

import { call, Problem } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { percent, timeForNames } from "../static/format.js";
import { t } from "../static/texts.js";
import { handedIn, wishesOf } from "./outbox.js";
import { eventOf, shareOf } from "./steps.js";

/** @typedef {import("./steps.js").Item} Item */
/** @typedef {import("./steps.js").Event & {kind: "duplicate" | "done"}} HandedIn */

const RETRY_MILLISECONDS = 3000;

export class PagesTray {
  /**
   * @param {import("./outbox.js").Outbox} outbox
   * @param {{order: () => import("./steps.js").Order, done: (event: HandedIn) => void}} room
   */
  constructor(outbox, room) {
    this.outbox = outbox;
    this.room = room;
    this.sending = false;
    /** @type {Map<string, string>} addresses of the pages' own pictures */
    this.pictures = new Map();
    byId("pages-send").addEventListener("click", () => void this.handIn(false));
    byId("pages-drop").addEventListener("click", () => this.clear());
  }

  /** @returns {Item[]} in their order */
  get pages() {
    const mine = [...this.outbox.items.values()].filter((item) => item.purpose === "page");
    return mine.sort((one, other) => one.place - other.place);
  }

  draw() {
    const pages = this.pages;
    byId("pages").hidden = pages.length === 0;
    fill(byId("page-list"), ...pages.map((page, index) => this.#card(page, index, pages)));
    this.#tellCamera(pages);
    const ready = pages.every((page) => page.state === "ready");
    byIdAs("pages-send", HTMLButtonElement).disabled = this.sending || !ready;
    byId("pages-send-words").textContent = t(this.sending ? "upload.pages_sending" : "upload.pages_send", { n: pages.length });
  }

  /** @param {Item} page @param {number} index @param {Item[]} pages */
  #card(page, index, pages) {
    const number = index + 1;
    const warnings = doubtsOf(page);
    return h("li", { class: `page${warnings.length ? " doubtful" : ""}`, "data-page": number },
      h("img", { src: this.#pictureOf(page), alt: t("upload.page_picture", { n: number }) }),
      h("p", {}, t("upload.page_number", { n: number }), " ", this.#stateOf(page)),
      ...warnings.map((reason) => h("p", { class: "look" }, reason.text)),
      page.state === "refused" && h("p", { class: "wrong" }, page.message),
      h("div", { class: "row-actions" },
        h("button", { type: "button", disabled: index === 0, "aria-label": t("upload.page_earlier", { n: number }), onclick: () => this.#swap(pages, index, index - 1) }, "←"),
        h("button", { type: "button", disabled: number === pages.length, "aria-label": t("upload.page_later", { n: number }), onclick: () => this.#swap(pages, index, number) }, "→"),
        h("button", { type: "button", "aria-label": t("upload.page_remove", { n: number }), onclick: () => this.#remove(page) }, t("upload.remove"))));
  }

  /** Beside the live picture: the newest page, and those that should be taken again. @param {Item[]} pages */
  #tellCamera(pages) {
    const told = pages.map((page, index) => ({ page, n: index + 1, bad: page.state === "refused" || doubtsOf(page).length > 0 }));
    fill(byId("camera-pages"), ...told.filter(({ bad, n }) => bad || n === pages.length).reverse().map(({ page, n, bad }) =>
      h("li", {},
        h("img", { src: this.#pictureOf(page), alt: "" }),
        h("p", {}, t("upload.page_number", { n }), " ", this.#stateOf(page),
          ...doubtsOf(page).map((reason) => h("span", { class: "look" }, " ", reason.text)),
          page.state === "refused" && h("span", { class: "wrong" }, page.message)),
        bad && h("button", { type: "button", "aria-label": t("upload.page_remove", { n }), onclick: () => this.#remove(page) }, t("upload.remove")))));
  }

  /** @param {Item} page */
  #pictureOf(page) {
    const file = this.outbox.files.get(page.id);
    if (file && !this.pictures.has(page.id)) this.pictures.set(page.id, URL.createObjectURL(file));
    return this.pictures.get(page.id);
  }

  /** @param {Item} page */
  #stateOf(page) {
    if (page.state === "ready") {
      const good = page.quality !== null && !page.quality.warnings.length;
      return h("span", { class: good ? "state sure" : "state soft" }, t(good ? "upload.page_good" : "upload.page_there"));
    }
    if (page.state === "lost") return h("span", { class: "state look" }, t("upload.page_waits"));
    return page.state === "refused" ? null : h("span", { class: "soft" }, percent(shareOf(page)));
  }

  /** @param {Item[]} pages @param {number} index @param {number} other */
  #swap(pages, index, other) {
    const [one, two] = [pages[index], pages[other]];
    if (!one || !two) return;
    this.outbox.move(one.id, two.place);
    this.outbox.move(two.id, one.place);
    this.draw();
  }

  /** @param {Item} page */
  #remove(page) {
    this.#letGo(page);
    this.outbox.drop(page.id);
    this.draw();
  }

  /** @param {Item} page */
  #letGo(page) {
    URL.revokeObjectURL(this.pictures.get(page.id) ?? "");
    this.pictures.delete(page.id);
  }

  clear() {
    for (const page of this.pages) this.#remove(page);
  }

  /** @param {boolean} allowDuplicate */
  async handIn(allowDuplicate) {
    const pages = this.pages;
    if (this.sending || !pages.length || pages.some((page) => page.state !== "ready")) return;
    this.sending = true;
    this.draw();
    const order = {
      ...wishesOf({ ...this.room.order(), allowDuplicate }), file_name: documentName(), uploads: pages.map((page) => page.upload),
    };
    try {
      const event = handedIn(await this.#insist(order));
      for (const page of pages) {
        this.#letGo(page);
        this.outbox.forget(page.id);
      }
      this.room.done(/** @type {HandedIn} */ (event));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      tell("wrong", error.message);
    } finally {
      this.sending = false;
      this.draw();
    }
  }

  /** Tries until there is an answer; repeats do nothing twice. @param {Record<string, unknown>} order @returns {Promise<any>} */
  async #insist(order) {
    for (;;) {
      try {
        return await call("POST", "/uploads/document", order);
      } catch (error) {
        if (!(error instanceof Problem) || error.status === 401 || eventOf(error).kind !== "lost") throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
      }
    }
  }
}

/** @param {Item} page */
function doubtsOf(page) {
  return page.quality?.warnings.flatMap((warning) => warning.reasons) ?? [];
}

function documentName() {
  return `${t("upload.document_name")} ${timeForNames()}.pdf`;
}
