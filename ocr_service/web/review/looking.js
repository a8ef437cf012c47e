// How the paper is looked at: turned, nearer or farther, with more contrast. The page and the enlarged field alike.

import { byId } from "../static/dom.js";

const ZOOMS = [100, 140, 190, 270, 400]; // percent of the frame's width
const CLOSE = 2; // where the one key for "nearer" leads
const CONTRASTS = ["", "strong", "inverted"];
const SLIP = 4; // pixels a mouse may move in a click

/**
 * @typedef {object} Look
 * @property {number} turn degrees to the right: 0, 90, 180, 270
 * @property {number} zoom place in ZOOMS; -1 shows the whole page
 * @property {number} contrast place in CONTRASTS
 */

/** @type {Look} */
export const PLAIN = { turn: 0, zoom: 0, contrast: 0 };

/**
 * What a key does to the look; the very same look where it means nothing here.
 * @param {Look} look
 * @param {{key: string, code?: string, alt?: boolean, ctrl?: boolean, shift?: boolean}} key
 * @returns {Look}
 */
export function lookBy(look, { key, code, alt, ctrl, shift }) {
  if (key === "F4" && !alt) return { ...look, zoom: look.zoom === CLOSE ? 0 : CLOSE };
  if (!alt || ctrl) return look;
  switch (code) {
    case "KeyR":
      return { ...look, turn: (look.turn + (shift ? 270 : 90)) % 360 };
    case "KeyC":
      return { ...look, contrast: (look.contrast + 1) % CONTRASTS.length };
    case "Equal":
    case "NumpadAdd":
      return { ...look, zoom: Math.min(look.zoom + 1, ZOOMS.length - 1) };
    case "Minus":
    case "NumpadSubtract":
      return { ...look, zoom: Math.max(look.zoom - 1, -1) };
    case "Digit0":
    case "Numpad0":
      return { ...look, zoom: look.zoom === -1 ? 0 : -1 };
    default:
      return look;
  }
}

/** Brings a look onto the desk, and hears the mouse. */
export class Looking {
  /** @param {() => void} onChange the picture has changed its size or side */
  constructor(onChange) {
    this.frame = byId("pictures");
    this.look = PLAIN;
    this.onChange = onChange;
    for (const button of document.querySelectorAll("button[data-look]")) {
      button.addEventListener("click", () => {
        const [code = "", key = ""] = (button instanceof HTMLElement ? button.dataset.look ?? "" : "").split(" ");
        this.set(lookBy(this.look, { key, code, alt: code !== "" }));
      });
    }
    new ResizeObserver(() => this.draw()).observe(this.frame);
    this.frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.set(lookBy(this.look, { key: "", code: event.deltaY < 0 ? "Equal" : "Minus", alt: true }));
    }, { passive: false });
    this.dragged = false;
    this.frame.addEventListener("pointerdown", (event) => this.drag(event));
    this.frame.addEventListener("click", (event) => {
      if (this.dragged) event.stopPropagation();
    }, { capture: true });
  }

  /** Another form: upright again; how near and how dark stay. */
  fresh() {
    for (const sheet of this.frame.querySelectorAll("figure")) {
      const picture = sheet.querySelector("img");
      if (picture) sheet.style.setProperty("--ratio", String(picture.width / picture.height || 1));
    }
    this.look = { ...this.look, turn: 0 };
    this.draw();
  }

  /** @param {Parameters<typeof lookBy>[1]} key @returns {boolean} whether the key meant something */
  press(key) {
    if (key.key === "PageDown" || key.key === "PageUp") {
      this.frame.scrollBy({ top: this.frame.clientHeight * (key.key === "PageDown" ? 0.85 : -0.85) });
      return true;
    }
    const next = lookBy(this.look, key);
    if (next === this.look) return false;
    this.set(next);
    return true;
  }

  /** @param {Look} look */
  set(look) {
    this.look = look;
    this.draw();
    this.onChange();
  }

  draw() {
    const { turn, zoom, contrast } = this.look;
    const desk = byId("desk");
    desk.dataset.turn = String(turn);
    desk.dataset.contrast = CONTRASTS[contrast] ?? "";
    this.frame.style.setProperty("--zoom", zoom < 0 ? `${this.wholePage()}px` : `${ZOOMS[zoom] ?? 100}%`);
    byId("zoom").setAttribute("aria-pressed", String(zoom === CLOSE));
  }

  /** The width at which the whole first page is seen. */
  wholePage() {
    const ratio = Number(this.frame.querySelector("figure")?.style.getPropertyValue("--ratio")) || 1;
    const lying = this.look.turn % 180 ? 1 / ratio : ratio;
    return Math.round(Math.min(this.frame.clientWidth, this.frame.clientHeight * lying));
  }

  /** @param {PointerEvent} begun */
  drag(begun) {
    this.dragged = false;
    if (begun.pointerType !== "mouse" || begun.button !== 0) return;
    const from = { left: this.frame.scrollLeft, top: this.frame.scrollTop };
    const move = (/** @type {PointerEvent} */ event) => {
      const [x, y] = [event.clientX - begun.clientX, event.clientY - begun.clientY];
      this.dragged ||= Math.hypot(x, y) > SLIP;
      if (this.dragged) this.frame.scrollTo({ left: from.left - x, top: from.top - y });
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", () => document.removeEventListener("pointermove", move), { once: true });
  }
}
