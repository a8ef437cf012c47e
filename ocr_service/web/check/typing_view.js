// What is seen of one field that is typed: its picture, large; the box below it; what there is to choose from.

import { fill, h } from "../static/dom.js";
import { cropUrl } from "../static/picture.js";
import { valueText } from "../static/scans.js";
import { t } from "../static/texts.js";
import { current } from "./typing.js";

/** @typedef {import("./typing.js").Typing} Typing */
/** @typedef {import("./typing.js").Entry} Entry */
/** @typedef {import("./shapes.js").FieldToType} FieldToType */

const MARGIN = 24; // pixels of the page around the zone: what it belongs to is seen, what stands beside it hardly
const ARROWS = ["↑", "↓"];

/** The picture of a field with a little of the page around it. @param {string} scan @param {string} path */
export function zoneUrl(scan, path) {
  return `${cropUrl(scan, path)}?margin=${MARGIN}`;
}

export class TypingView {
  /**
   * @param {HTMLElement} frame
   * @param {{typed: (text: string) => void, picked: (index: number) => void, chosen: (index: number) => void}} hands
   */
  constructor(frame, hands) {
    this.frame = frame;
    this.hands = hands;
    this.shown = "";
    /** @type {HTMLInputElement | HTMLTextAreaElement | null} */
    this.box = null;
    this.choices = h("div", { class: "choices" });
    this.note = h("p", { class: "wrong", role: "alert", id: "entry-note" });
  }

  /** @param {Typing} typing @param {(entry: Entry) => FieldToType | undefined} find what the server told of it */
  draw(typing, find) {
    const entry = current(typing);
    const field = entry && find(entry);
    if (!entry || !field) return;
    const fresh = this.shown !== `${entry.scan} ${entry.path}`;
    if (fresh) this.build(entry, field);
    if (this.box && this.box.value !== entry.text) this.box.value = entry.text;
    this.note.textContent = entry.refusal;
    this.drawChoices(entry, field);
    if (fresh) this.focus();
  }

  /** The next one, or the same one anew, is built from nothing. */
  forget() {
    this.shown = "";
  }

  focus() {
    const target = this.box ?? this.choices.querySelector("button");
    target?.focus({ preventScroll: true });
  }

  /** @param {Entry} entry @param {FieldToType} field */
  build(entry, field) {
    this.shown = `${entry.scan} ${entry.path}`;
    this.frame.dataset.path = entry.path;
    this.box = entry.options.length ? null : makeBox(entry, this.hands.typed);
    const picture = h("img", { src: zoneUrl(entry.scan, entry.path), alt: t("review.crop_of", { label: field.label }) });
    const name = this.box ? h("label", { for: "entry" }, field.label) : h("strong", {}, field.label);
    fill(
      this.frame,
      h("div", { class: "field-name" }, name, h("span", { class: "soft" }, t(`review.kind.${field.type}`)),
        h("span", { class: "soft form" }, field.form)),
      h("div", { class: "zone" }, picture),
      this.box,
      this.choices,
      this.note,
    );
  }

  /** @param {Entry} entry @param {FieldToType} field */
  drawChoices(entry, field) {
    const held = [...this.choices.children].findIndex((button) => button === document.activeElement);
    fill(this.choices, ...this.between(entry, field), ...this.options(entry));
    const again = this.choices.children[held];
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {Entry} entry @param {FieldToType} field */
  between(entry, field) {
    return field.between.map((one, index) =>
      h("button", {
        type: "button", class: "candidate", "aria-pressed": String(entry.touched && entry.text === entry.between[index]),
        onclick: () => this.hands.chosen(index),
      }, h("kbd", {}, ARROWS[index] ?? ""), valueText(one.value, one.text, entry.options) || t("pages.blank")));
  }

  /** @param {Entry} entry */
  options(entry) {
    const ticked = new Set(entry.several ? entry.text.split(",") : [entry.text]);
    return entry.options.map((option, index) =>
      h("button", {
        type: "button", "aria-pressed": String(ticked.has(option.value)), onclick: () => this.hands.picked(index),
      }, index < 9 && h("kbd", {}, String(index + 1)), option.label));
  }
}

/** @param {Entry} entry @param {(text: string) => void} typed */
function makeBox(entry, typed) {
  const attributes = { id: "entry", autocomplete: "off", spellcheck: "false", "aria-describedby": "entry-note", maxlength: 10000 };
  const box = entry.type === "multiline-text" ? h("textarea", { ...attributes, rows: 3 }) : h("input", { ...attributes, type: "text" });
  box.addEventListener("input", () => typed(box.value));
  return box;
}
