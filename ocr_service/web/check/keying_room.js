// Double keying: fields to type one after the other, each sent off as soon as it is typed.

import { call, Problem, refusalOf } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId } from "../static/dom.js";
import { restored } from "../static/kept_texts.js";
import { t } from "../static/texts.js";
import { isRefusal, waitAfter } from "../static/trying.js";
import { putBack } from "./put_back.js";
import { TypedKept } from "./typed_kept.js";
import { append, current, keyOf, left, openTyping, valueOf } from "./typing.js";
import { TypingRoom } from "./typing_room.js";
import { TypingView } from "./typing_view.js";

/** @typedef {import("./typing.js").Entry} Entry */

const FEW = 5; // fewer than so many left: the next ones are fetched
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
    this.away = false;
    this.unsent = new TypedKept("keying-typed");
    /** @type {Record<string, import("./typed_kept.js").Kept>} what was typed before the page was left */
    this.kept = {};
    /** @type {Set<string>} fields that there is nothing more to say about */
    this.told = new Set();
  }

  get person() {
    return byId("typing").dataset.person ?? "";
  }

  async open() {
    this.typing = openTyping([]);
    this.fields.clear();
    this.opened = true;
    this.told.clear();
    this.view.forget();
    await restored;
    this.kept = this.unsent.read(this.person);
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
    this.typing = append(this.typing, this.take(batch.fields).map((entry) => ({ ...entry, ...this.kept[keyOf(entry)], done: false })));
  }

  /** @param {import("../static/keys.js").Key} key @returns {boolean} */
  press(key) {
    // What was typed has left: there is nothing to take back here.
    return !key.ctrl && super.press(key);
  }

  /** @param {import("./typing.js").Typing} next @returns {boolean} */
  set(next) {
    if (next !== this.typing) this.keep(next);
    return super.set(next);
  }

  /** What no server has is kept. @param {import("./typing.js").Typing} typing */
  keep(typing) {
    this.unsent.keep(this.person, typing.entries.filter((entry) => !this.told.has(keyOf(entry))));
  }

  draw() {
    byId("typing-left").textContent = t("check.left_to_type", { n: left(this.typing) + this.more });
    byId("typing-saving").textContent = this.unsaved ? t(this.away ? "review.unsaved" : "review.saving") : "";
    byId("typing-saving").className = this.away ? "look" : "soft";
    this.hint(current(this.typing)?.between.length ? t("check.between_hint") : "");
    super.draw();
  }

  /** @param {Entry} entry */
  entered(entry) {
    this.unsaved += 1;
    this.saving = this.saving.then(() => this.send(entry)).catch(this.hands.failed);
  }

  /** @param {Entry} entry @param {number} [failures] @returns {Promise<void>} */
  async send(entry, failures = 0) {
    try {
      await call("POST", `/scans/${entry.scan}/fields/${encodeURIComponent(entry.path)}/keyed`, { value: valueOf(entry) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!isRefusal(error)) {
        this.away = true;
        this.draw();
        await waitAfter(failures + 1, error);
        return this.opened ? this.send(entry, failures + 1) : undefined;
      }
      if (error.code === "field_value_invalid" || error.status === 422) {
        this.refused(entry.scan, entry.path, refusalOf(error));
      } else if (GONE.has(error.code)) tell("look", t("check.typed_elsewhere"));
      else throw error;
    }
    this.away = false;
    this.unsaved -= 1;
    if (this.typing.entries.some((one) => one.done && keyOf(one) === keyOf(entry))) this.told.add(keyOf(entry));
    this.keep(this.typing);
    if (!this.opened) return;
    if (left(this.typing) < FEW) await this.fetch();
    if (current(this.typing)) this.draw();
    else if (!this.unsaved) this.hands.idle();
  }

  release() {
    if (this.opened && left(this.typing)) putBack("/check/keying/release", { until: this.until });
  }
}
