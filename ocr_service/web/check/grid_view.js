// What is seen of a grid: each reading under its picture, marks, and the box in which the right value is typed.

import { byId, byIdAs, fill, h } from "../static/dom.js";
import { cropUrl } from "../static/picture.js";
import { valueText } from "../static/scans.js";
import { t } from "../static/texts.js";
import { countWrong, isSeen } from "./grid.js";

/** @typedef {import("./grid.js").Grid} Grid */
/** @typedef {import("./shapes.js").ShownCell} ShownCell */
/** @typedef {{card: HTMLElement, reading: HTMLElement}} Parts */

export class GridView {
  /**
   * @param {HTMLElement} frame
   * @param {{picked: (at: number) => void, typed: (text: string) => void, picture: (at: number, how: "seen" | "broken") => void}} hands
   */
  constructor(frame, hands) {
    this.frame = frame;
    this.hands = hands;
    /** @type {Parts[]} */
    this.parts = [];
  }

  /** A new batch is laid out. @param {readonly ShownCell[]} cells @param {boolean} named whether each says which field it is */
  lay(cells, named) {
    this.parts = cells.map((cell, at) => this.build(cell, at, named));
    fill(this.frame, ...this.parts.map((one) => one.card));
  }

  /** @param {ShownCell} cell @param {number} at @param {boolean} named @returns {Parts} */
  build(cell, at, named) {
    const read = valueText(cell.value, cell.text, cell.options);
    const reading = h("span", { class: "reading" }, read || t("pages.blank"));
    const picture = h("img", {
      src: cropUrl(cell.scan, cell.path), alt: t("review.crop_of", { label: cell.label }), decoding: "async",
      onload: () => this.hands.picture(at, "seen"), onerror: () => this.hands.picture(at, "broken"),
    });
    const card = h("button", {
      type: "button", class: "cell", tabindex: at ? "-1" : "0", onclick: () => this.hands.picked(at),
      title: cell.reasons.map((reason) => reason.text).join("\n"),
    }, picture, reading, named && h("span", { class: "soft place" }, `${cell.form} · ${cell.label}`));
    return { card, reading };
  }

  /** @param {Grid} grid @param {readonly ShownCell[]} shown */
  draw(grid, shown) {
    grid.cells.forEach((cell, at) => {
      const parts = this.parts[at];
      const read = shown[at];
      if (!parts || !read) return;
      parts.card.setAttribute("aria-pressed", String(cell.wrong));
      parts.card.toggleAttribute("data-here", at === grid.at);
      parts.card.tabIndex = at === grid.at ? 0 : -1;
      const right = cell.typed === null ? "" : cell.typed || t("pages.blank");
      const was = valueText(read.value, read.text, read.options) || t("pages.blank");
      fill(parts.reading, cell.wrong ? h("s", {}, was) : was, right && " → ", right && h("b", {}, right));
    });
    this.drawBox(grid);
    const wrong = countWrong(grid);
    byIdAs("verify", HTMLButtonElement).disabled = !isSeen(grid);
    byId("verify-means").textContent = isSeen(grid)
      ? t(wrong ? "check.verify_rest" : "check.verify_all", { n: grid.cells.length - wrong })
      : t("check.loading");
    byId("marked").textContent = wrong ? t("check.marked", { n: wrong }) : "";
  }

  /** @param {Grid} grid */
  drawBox(grid) {
    const box = byIdAs("right-value", HTMLInputElement);
    const card = this.parts[grid.at]?.card;
    const opened = box.hidden && grid.draft !== null;
    box.hidden = grid.draft === null;
    if (grid.draft === null) {
      if (document.activeElement !== card) card?.focus({ preventScroll: true });
      card?.scrollIntoView({ block: "nearest" });
      return;
    }
    if (box.value !== grid.draft) box.value = grid.draft;
    if (!card || !opened) return;
    // Over the words below the picture, which must be seen while it is typed; the cells may have been scrolled.
    const [place, frame] = [card, box.offsetParent ?? card].map((one) => one.getBoundingClientRect());
    const picture = card.querySelector("img")?.getBoundingClientRect();
    if (!place || !frame) return;
    box.style.left = `${place.left - frame.left}px`;
    box.style.top = `${(picture ?? place).bottom - frame.top}px`;
    box.style.width = `${place.width}px`;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }

  /** How many cells stand in a row just now. */
  columns() {
    const top = this.parts[0]?.card.offsetTop;
    const below = this.parts.findIndex((one) => one.card.offsetTop !== top);
    return below < 0 ? this.parts.length : below;
  }
}
