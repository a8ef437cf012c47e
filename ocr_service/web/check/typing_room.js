// What double keying and the random audit share: fields in hand, typed one after the other from their pictures.

import { showHelp } from "../static/base.js";
import { byId } from "../static/dom.js";
import { toEntry } from "./shapes.js";
import { back, choose, keyOf, openTyping, pick, press, refuse, taken, type } from "./typing.js";
import { TypingView, zoneUrl } from "./typing_view.js";

/** @typedef {import("./shapes.js").FieldToType} FieldToType */
/** @typedef {import("./typing.js").Entry} Entry */
/** @typedef {import("./typing.js").Typing} Typing */
/** @typedef {{idle: () => void, left: () => void, done: () => void, failed: (error: unknown) => void}} Hands */

export class TypingRoom {
  /** @param {TypingView} view @param {Hands} hands */
  constructor(view, hands) {
    this.view = view;
    this.hands = hands;
    /** @type {Map<string, FieldToType>} */
    this.fields = new Map();
    this.typing = openTyping([]);
    addEventListener("pagehide", () => this.release());
  }

  /** Fields are in hand from now on; their pictures are fetched before their turn. @param {readonly FieldToType[]} fields */
  take(fields) {
    for (const field of fields) {
      this.fields.set(keyOf(field), field);
      new Image().src = zoneUrl(field.scan, field.path);
    }
    return fields.map(toEntry);
  }

  close() {
    byId("typing").hidden = true;
    byId("back-entry").hidden = true;
    byId("typing-hint").hidden = true;
  }

  /** @param {import("../static/keys.js").Key} key @returns {boolean} whether the key meant something here */
  press(key) {
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

  /** To the field before. */
  back() {
    this.set(back(this.typing));
  }

  /** @param {Typing} next @returns {boolean} */
  set(next) {
    if (next === this.typing) return false;
    this.typing = next.task ? taken(next) : next;
    const entry = next.entries[next.saving];
    if (next.task === "help") showHelp();
    if (next.task === "leave") this.hands.left();
    if (next.task === "save" && entry) this.entered(entry);
    this.draw();
    return true;
  }

  draw() {
    this.view.draw(this.typing, (entry) => this.fields.get(keyOf(entry)));
  }

  /** The server did not take it: it is typed again. @param {string} scan @param {string} path @param {string} why */
  refused(scan, path, why) {
    this.typing = refuse(this.typing, scan, path, why);
    this.view.forget();
  }

  /** What is to be known while typing; nothing where the text is empty. @param {string} text */
  hint(text) {
    byId("typing-hint").hidden = !text;
    byId("typing-hint").textContent = text;
  }

  /** A field was typed: each room does its own with it. @param {Entry} _entry */
  entered(_entry) {}

  /** What is in hand goes back to others. */
  release() {}
}
