// Double keying: fields to type one after the other, each sent off as soon as it is typed.

import { call, Problem, refusalOf } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId } from "../static/dom.js";
import { t } from "../static/texts.js";
import { putBack } from "./put_back.js";
import { append, current, left, openTyping, valueOf } from "./typing.js";
import { TypingRoom } from "./typing_room.js";
import { TypingView } from "./typing_view.js";

/** @typedef {import("./typing.js").Entry} Entry */

const FEW = 5; // fewer than so many left: the next ones are fetched
const RETRY = 3000; // milliseconds between tries while the server cannot be reached
const GONE = new Set(["lease_lost", "field_not_keyed", "scan_state_conflict", "scan_not_found", "field_not_found"]);

export class KeyingRoom extends TypingRoom {
  /** @param {TypingView} view @param {import("./typing_room.js").Hands} hands */
  constructor(view, hands) {
    super(view, hands);
    this.more = 0;
    /** How long the claim lasts, as the server said it. */
    this.until = "";
    this.opened = false;
    /** @type {Promise<void>} values leave one after the other */
    this.saving = Promise.resolve();
    this.unsaved = 0;
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
    super.close();
  }

  /** Claims the next ones, and those in hand for longer. */
  async fetch() {
    const batch = await call("POST", "/check/keying/claim");
    this.more = batch.more;
    this.until = batch.until;
    this.typing = append(this.typing, this.take(batch.fields));
  }

  /** @param {import("../static/keys.js").Key} key @returns {boolean} */
  press(key) {
    // What was typed has left: there is nothing to take back here.
    return !key.ctrl && super.press(key);
  }

  draw() {
    byId("typing-left").textContent = t("check.left_to_type", { n: left(this.typing) + this.more });
    byId("typing-saving").textContent = this.unsaved ? t("review.saving") : "";
    this.hint(current(this.typing)?.between.length ? t("check.between_hint") : "");
    super.draw();
  }

  /** @param {Entry} entry */
  entered(entry) {
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
        this.refused(entry.scan, entry.path, refusalOf(error));
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
    if (this.opened && left(this.typing)) putBack("/check/keying/release", { until: this.until });
  }
}
