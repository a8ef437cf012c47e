// The field in hand: its zone enlarged, its value to edit in place, what else it may be, why it is doubtful.

import { fill, h } from "../static/dom.js";
import { cropUrl } from "../static/picture.js";
import { reasonList } from "../static/scans.js";
import { t } from "../static/texts.js";
import { choicesOf, isChoosing, isLocked, offersList, picksByDigit } from "./desk_field.js";

/** @typedef {import("./desk_field.js").DeskField} DeskField */
/** @typedef {import("../static/types.js").Field} Field */

/** Draws one field at a time, and leaves the box alone while it is typed into. */
export class Editor {
  /**
   * @param {HTMLElement} frame
   * @param {{typed: (text: string) => void, picked: (number: number) => void, again: () => void}} listener
   */
  constructor(frame, listener) {
    this.frame = frame;
    this.listener = listener;
    /** @type {HTMLInputElement | HTMLTextAreaElement | null} */
    this.box = null;
    this.shown = "";
    /** An input method is at work in the box: what stands there is not what is meant yet. */
    this.composing = false;
    this.parts = { choices: h("div", { class: "choices" }), notes: h("div", { id: "field-notes" }) };
  }

  /**
   * @param {string} scan
   * @param {DeskField} field
   * @param {Field} read as the server told it
   * @param {string} restored the server's value where an older draft stands in the box, else empty
   */
  show(scan, field, read, restored) {
    const fresh = this.shown !== `${scan} ${field.path}`;
    if (fresh) this.build(scan, field, read);
    if (this.box && !this.composing && this.box.value !== field.text) {
      this.box.value = field.text;
      // A number that turned out to be typed leaves the cursor behind it; all else is ready to be typed over.
      if (document.activeElement === this.box && !fresh) this.box.setSelectionRange(field.text.length, field.text.length);
    }
    this.drawChoices(field);
    fill(
      this.parts.notes,
      field.refusal && h("p", { class: "wrong", role: "alert" }, field.refusal),
      field.conflict && h("p", { class: "look", role: "alert" }, t("review.conflict")),
      restored && !field.conflict && h("p", { class: "look" }, t("review.restored", { value: restored })),
      // Other reasons would tell what was read.
      reasonList(field.keying === "held" ? read.reasons.filter((reason) => reason.code === "keyed_twice") : read.reasons),
      field.keying === "agreed" && h("button", { type: "button", onclick: this.listener.again }, t("review.again"), " ", h("kbd", {}, "F7")),
    );
    if (fresh) this.focus();
  }

  focus() {
    if (!this.box) {
      // Where a form is to be named the question has the focus, not a button: one Enter too many would choose a form.
      /** @type {HTMLElement | null} */ (this.frame.querySelector("[tabindex='-1'], button"))?.focus();
      return;
    }
    this.box.focus({ preventScroll: true });
    this.box.select();
  }

  /** @param {string} scan @param {DeskField} field @param {Field} read */
  build(scan, field, read) {
    this.shown = `${scan} ${field.path}`;
    this.composing = false;
    this.box = field.options.length ? null : this.makeBox(field);
    const crop = read.box
      ? h("img", { src: cropUrl(scan, field.path), alt: t("review.crop_of", { label: read.label }) })
      : h("p", { class: "soft" }, t("review.no_crop"));
    const name = this.box ? h("label", { for: "value" }, read.label) : h("strong", {}, read.label);
    const kind = h("span", { class: "soft" }, t(`review.kind.${field.type}`));
    fill(
      this.frame,
      h("div", { class: "field-name" }, name, kind),
      h("div", { class: "crop" }, crop),
      this.box,
      this.parts.choices,
      this.parts.notes,
    );
  }

  /** @param {DeskField} field */
  makeBox(field) {
    const attributes = {
      id: "value", autocomplete: "off", spellcheck: "false", "aria-describedby": "field-notes", maxlength: 10000, readonly: isLocked(field),
    };
    const box = field.type === "multiline-text"
      ? h("textarea", { ...attributes, rows: 3 })
      : h("input", { ...attributes, type: "text" });
    box.addEventListener("compositionstart", () => {
      this.composing = true;
    });
    box.addEventListener("compositionend", () => {
      this.composing = false;
      this.listener.typed(box.value);
    });
    box.addEventListener("input", () => {
      if (!this.composing) this.listener.typed(box.value);
    });
    return box;
  }

  /** @param {DeskField} field */
  drawChoices(field) {
    const held = [...this.parts.choices.children].findIndex((button) => button === document.activeElement);
    const buttons = this.choices(field);
    fill(this.parts.choices, ...buttons);
    buttons[held]?.focus();
    if (isChoosing(field)) buttons[field.chosen]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {DeskField} field @returns {HTMLElement[]} */
  choices(field) {
    const labels = new Map(field.options.map((option) => [option.value, option.label]));
    const ticked = new Set(field.several ? field.text.split(",") : [field.text]);
    const isPressed = (/** @type {string} */ value, /** @type {number} */ index) =>
      isChoosing(field) ? index === field.chosen : ticked.has(value) && !field.conflict;
    return choicesOf(field).map((value, index) =>
      h("button", {
        type: "button", tabindex: field.options.length ? undefined : "-1", "aria-pressed": String(isPressed(value, index)),
        onclick: () => this.listener.picked(index + 1),
      },
      !picksByDigit(field) && h("kbd", {}, "Alt"), h("kbd", {}, String(index + 1)),
      field.conflict && h("span", { class: "soft" }, t(index ? "review.theirs" : "review.mine")),
      labels.get(value) ?? (value || t("pages.blank")),
      offersList(field) && h("span", { class: "soft" }, field.completions[index]?.more)));
  }

  /** The last step: nothing is left to look at. @param {string} sentence */
  showLast(sentence) {
    this.shown = "";
    this.box = null;
    const button = h("p", { class: "big", tabindex: "-1" }, sentence);
    fill(this.frame, h("div", { class: "last" }, button, h("p", { class: "soft" }, t("review.last_more"))));
    button.focus({ preventScroll: true });
  }
}
