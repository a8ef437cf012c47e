// Double keying: fields to type one after the other, each sent off as soon as it is typed.

import { call, Problem } from "../static/api.js";
import { showHelp, tell } from "../static/base.js";
import { byId } from "../static/dom.js";
import { cropUrl } from "../static/picture.js";
import { t } from "../static/texts.js";
import { putBack } from "./put_back.js";
import { toEntry } from "./shapes.js";
import { append, choose, current, left, openTyping, pick, press, refuse, taken, type, valueOf } from "./typing.js";
import { TypingView } from "./typing_view.js";

/** @typedef {import("./shapes.js").FieldToType} FieldToType */
/** @typedef {import("./typing.js").Entry} Entry */
/** @typedef {import("./typing.js").Typing} Typing */

const FEW = 5; // fewer than so many left: the next ones are fetched
const RETRY = 3000; // milliseconds between tries while the server cannot be reached
const GONE = new Set(["lease_lost", "field_not_keyed", "scan_state_conflict", "scan_not_found", "field_not_found"]);

export class KeyingRoom {
  /** @param {TypingView} view @param {{idle: () => void, left: () => void, failed: (error: unknown) => void}} hands */
  constructor(view, hands) {
    this.view = view;
    this.hands = hands;
    /** @type {Map<string, FieldToType>} */
    this.fields = new Map();
    this.typing = openTyping([]);
    this.more = 0;
    this.opened = false;
    /** @type {Promise<void>} values leave one after the other */
    this.saving = Promise.resolve();
    this.unsaved = 0;
    addEventListener("pagehide", () => this.release());
  }

  async open() {
    this.typing = openTyping([]);
    this.fields.clear();
    this.opened = true;
    this.view.forget();
    await this.fetch();
    if (!current(this.typing)) return this.hands.idle();
    byId("typing").hidden = false;
    byId("typing-name").textContent = t("check.mode.keying");
    this.draw();
  }

  close() {
    this.release();
    this.opened = false;
    byId("typing").hidden = true;
    byId("typing-hint").hidden = true;
  }

  /** Claims the next ones, and those in hand for longer. */
  async fetch() {
    const batch = await call("POST", "/check/keying/claim");
    for (const field of batch.fields) {
      this.fields.set(`${field.scan} ${field.path}`, field);
      new Image().src = `${cropUrl(field.scan, field.path)}?margin=24`;
    }
    this.more = batch.more;
    this.typing = append(this.typing, batch.fields.map(toEntry));
  }

  /** @param {import("../review/desk.js").Key} key @returns {boolean} */
  press(key) {
    // What was typed has left: there is nothing to take back here.
    if (key.ctrl) return false;
    return this.set(press(this.typing, key));
  }

  /** @param {string} text */
  typed(text) {
    this.set(type(this.typing, text));
  }

  /** @param {number} index */
  picked(index) {
    this.set(pick(this.typing, index));
  }

  /** @param {number} index */
  chosen(index) {
    this.set(choose(this.typing, index));
  }

  /** @param {Typing} next @returns {boolean} */
  set(next) {
    if (next === this.typing) return false;
    this.typing = next.task ? taken(next) : next;
    if (next.task === "help") showHelp();
    if (next.task === "leave") this.hands.left();
    if (next.task === "save") this.save(next.entries[next.saving]);
    this.draw();
    return true;
  }

  draw() {
    const entry = current(this.typing);
    const waiting = left(this.typing) + this.more;
    byId("typing-left").textContent = t("check.left_to_type", { n: waiting });
    byId("typing-saving").textContent = this.unsaved ? t("review.saving") : "";
    byId("typing-hint").hidden = !entry?.between.length;
    byId("typing-hint").textContent = t("check.between_hint");
    this.view.draw(this.typing, (one) => this.fields.get(`${one.scan} ${one.path}`));
  }

  /** @param {Entry | undefined} entry */
  save(entry) {
    if (!entry) return;
    this.unsaved += 1;
    this.saving = this.saving.then(() => this.send(entry)).catch(this.hands.failed);
  }

  /** @param {Entry} entry @returns {Promise<void>} */
  async send(entry) {
    try {
      await call("POST", `/scans/${entry.scan}/fields/${encodeURIComponent(entry.path)}/keyed`, { value: valueOf(entry) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 0 || error.status >= 500) {
        await new Promise((resolve) => setTimeout(resolve, RETRY));
        return this.opened ? this.send(entry) : undefined;
      }
      if (error.code === "field_value_invalid" || error.status === 422) {
        this.typing = refuse(this.typing, entry.scan, entry.path, error.message);
        this.view.forget();
      } else if (GONE.has(error.code)) tell("look", t("check.typed_elsewhere"));
      else throw error;
    }
    this.unsaved -= 1;
    if (!this.opened) return;
    if (left(this.typing) < FEW) await this.fetch();
    if (current(this.typing)) this.draw();
    else if (!this.unsaved) this.hands.idle();
  }

  release() {
    if (this.opened && left(this.typing)) putBack("/check/keying/release");
  }
}
