// Pages that belong together: taken or chosen one after the other, put in order, handed in as one document.

import { call, Problem } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, byIdAs } from "../static/dom.js";
import { timeForNames } from "../static/format.js";
import { isTyping } from "../static/keys.js";
import { t } from "../static/texts.js";
import { handedIn, wishesOf } from "./outbox.js";
import { CARD_KEYS, doubtsOf, showInCamera, showInTray } from "./page_cards.js";
import { PageList } from "./page_list.js";
import { eventOf } from "./steps.js";

/** @typedef {import("./steps.js").Item} Item */
/** @typedef {import("./steps.js").Event & {kind: "duplicate" | "done"}} HandedIn */

const RETRY_MILLISECONDS = 3000;

export class PagesTray {
  /**
   * @param {import("./outbox.js").Outbox} outbox
   * @param {{order: () => import("./steps.js").Order, done: (event: HandedIn) => void, takePage: () => void}} room
   *   `takePage` lets the person take or choose one more picture
   */
  constructor(outbox, room) {
    this.outbox = outbox;
    this.room = room;
    this.sending = false;
    /** The page whose place the next picture takes; empty: the next one comes last. */
    this.again = "";
    /** @type {Map<string, string>} addresses of the pages' own pictures */
    this.pictures = new Map();
    this.inTray = new PageList(byId("page-list"), ["earlier", "later", "again", "remove"], (act, item) => this.#act(act, item));
    this.inCamera = new PageList(byId("camera-pages"), ["again", "remove"], (act, item) => this.#act(act, item));
    byId("pages-send").addEventListener("click", () => void this.handIn(false));
    byId("pages-drop").addEventListener("click", () => this.clear());
    byId("page-list").addEventListener("keydown", (event) => this.#press(event));
  }

  /** @returns {Item[]} in their order */
  get pages() {
    return this.#inHand().sort((one, other) => one.place - other.place);
  }

  /** @returns {Item[]} in the order in which they were taken */
  #inHand() {
    return [...this.outbox.items.values()].filter((item) => item.purpose === "page");
  }

  draw() {
    const pages = this.pages;
    const shown = pages.map((page, index) => ({ page, n: index + 1, count: pages.length, picture: this.#pictureOf(page) }));
    byId("pages").hidden = pages.length === 0;
    this.inTray.draw(shown, showInTray);
    this.#tellCamera(shown);
    const ready = pages.every((page) => page.state === "ready");
    byIdAs("pages-send", HTMLButtonElement).disabled = this.sending || !ready;
    byId("pages-send-words").textContent = t(this.sending ? "upload.pages_sending" : "upload.pages_send", { n: pages.length });
  }

  /** Beside the live picture: the newest page, and those that should be taken again. @param {import("./page_cards.js").Shown[]} shown */
  #tellCamera(shown) {
    const newest = this.#inHand().at(-1);
    const told = shown.filter(({ page }) =>
      page === newest || page.state === "refused" || doubtsOf(page).length > 0 || page.id === this.again);
    this.inCamera.draw(told.reverse(), (card, one) => showInCamera(card, one, one.page.id === this.again));
  }

  /** @param {Item} page */
  #pictureOf(page) {
    const file = this.outbox.files.get(page.id);
    if (file && !this.pictures.has(page.id)) this.pictures.set(page.id, URL.createObjectURL(file));
    return this.pictures.get(page.id);
  }

  /** @param {import("./page_cards.js").Act} act @param {string} item */
  #act(act, item) {
    const pages = this.pages;
    const index = pages.findIndex((one) => one.id === item);
    const page = pages[index];
    if (this.sending || !page) return;
    if (act === "remove") this.#remove(page);
    else if (act === "again") this.#takeAgain(page);
    else this.#swap(pages, index, index + (act === "earlier" ? -1 : 1));
  }

  /** Keys for the page on whose card one stands. @param {KeyboardEvent} event */
  #press(event) {
    const id = event.target instanceof HTMLElement && event.target.closest("li")?.dataset.item;
    const act = CARD_KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!id || !act || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#act(act, id);
  }

  /** The next picture takes its place; until there is one, it stays. @param {Item} page */
  #takeAgain(page) {
    this.again = page.id;
    this.draw();
    if (byIdAs("camera", HTMLDialogElement).open) byId("camera-shoot").focus();
    else this.room.takePage();
  }

  /** No picture came: what was to be taken again stays as it was. */
  keepAll() {
    this.again = "";
    this.draw();
  }

  /** A new page: in the place of the one that is taken again, else the last. @param {File} picture */
  take(picture) {
    const old = this.outbox.items.get(this.again);
    this.again = "";
    if (old) {
      this.#letGo(old);
      this.outbox.drop(old.id);
    }
    this.outbox.add(picture, this.room.order(), "page", old?.place);
    this.draw();
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

function documentName() {
  return `${t("upload.document_name")} ${timeForNames()}.pdf`;
}
