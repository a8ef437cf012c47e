// The page's picture with its zones over it, drawn in millimetres: what a mouse does there becomes an act on the design.

import { fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";
import { moveEdge } from "./columns.js";
import { select, toggle } from "./design.js";
import { draw, splitColumn } from "./drawing.js";
import { cornerAt, dragged, spanned } from "./hand.js";
import { ownerOf, zoneOf } from "./parts.js";
import { place } from "./placing.js";
import { drawShapes, HANDLES, rect, SVG } from "./shapes.js";
import { cellAt, snapBox, snapEdge } from "./snap.js";

/** @typedef {import("./design.js").Design} Design */
/** @typedef {import("./parts.js").Box} Box */
/** @typedef {import("./hand.js").Hand} Hand */
/** @typedef {import("./snap.js").Line} Line */

const REACH_PX = 6; // a line this near catches an edge
const LEAST_DRAWN_MM = 1.5;
const TWICE_MS = 500; // two clicks within this are a double one

export class Canvas {
  /**
   * @param {HTMLElement} frame scrolls
   * @param {(act: (design: Design) => Design) => void} doAct
   * @param {{wipe: (box: Box) => void, drew: () => void}} listener what stands in the box is to be taken out of the picture; a part was drawn
   */
  constructor(frame, doAct, listener) {
    this.frame = frame;
    this.doAct = doAct;
    this.listener = listener;
    this.scale = 0; // pixels for a millimetre; 0: the page's width fits
    /** @type {readonly Line[]} */
    this.lines = [];
    /** @type {Hand | null} */
    this.hand = null;
    this.clicked = { at: -TWICE_MS, x: 0, y: 0 };
    /** @type {Design | null} */
    this.design = null;
    this.image = h("img", { alt: "" });
    this.svg = document.createElementNS(SVG, "svg");
    this.paper = h("div", { class: "paper" }, this.image);
    this.paper.append(this.svg);
    this.listen();
  }

  listen() {
    this.svg.addEventListener("pointerdown", (event) => this.take(event));
    this.svg.addEventListener("pointermove", (event) => this.drag(event));
    this.svg.addEventListener("pointerup", (event) => this.drop(event));
    this.svg.addEventListener("pointercancel", () => { this.hand = null; });
    // Else the browser drags what it has selected, and the hand lets go.
    this.svg.addEventListener("mousedown", (event) => event.preventDefault());
    this.frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
    }, { passive: false });
  }

  /** @param {Design} design @param {string} picture its address; empty where the page has none @param {ReadonlySet<string>} wrong keys of parts that something is wrong with */
  show(design, picture, wrong) {
    const before = this.design;
    this.design = design;
    const size = design.content.pages?.[design.page - 1]?.size_mm;
    if (!Array.isArray(size) || !(size[0] > 0) || !(size[1] > 0)) {
      fill(this.frame, h("p", { class: "empty" }, t("designer.no_page")));
      return;
    }
    if (this.paper.parentElement !== this.frame) fill(this.frame, this.paper);
    if (this.image.getAttribute("src") !== picture) this.image.setAttribute("src", picture);
    this.resize();
    this.svg.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    this.svg.replaceChildren(...drawShapes(design, wrong, this.fitted()));
    if (before?.selected !== design.selected || before.page !== design.page) this.bringIntoView();
  }

  /** @param {number} factor 0: the page's width fits */
  zoom(factor) {
    const middle = [this.frame.scrollLeft + this.frame.clientWidth / 2, this.frame.scrollTop + this.frame.clientHeight / 2];
    const old = this.fitted();
    this.scale = factor === 0 ? 0 : Math.max(1, Math.min(30, old * factor));
    this.resize();
    const grown = this.fitted() / old;
    this.frame.scrollTo({ left: (middle[0] ?? 0) * grown - this.frame.clientWidth / 2, top: (middle[1] ?? 0) * grown - this.frame.clientHeight / 2 });
    if (this.design) this.doAct((design) => ({ ...design }));
  }

  fitted() {
    const width = this.design?.content.pages?.[this.design.page - 1]?.size_mm?.[0] ?? 210;
    return this.scale || Math.max(1, (this.frame.clientWidth - 24) / width);
  }

  resize() {
    const [width, height] = this.design?.content.pages?.[this.design.page - 1]?.size_mm ?? [210, 297];
    this.paper.style.width = `${width * this.fitted()}px`;
    this.paper.style.height = `${height * this.fitted()}px`;
  }

  /** @param {MouseEvent} event @returns {[number, number]} */
  at(event) {
    const box = this.svg.getBoundingClientRect();
    return [(event.clientX - box.left) / this.fitted(), (event.clientY - box.top) / this.fitted()];
  }

  /** @param {PointerEvent} event */
  take(event) {
    const { design } = this;
    if (event.button !== 0 || !design) return;
    this.frame.focus({ preventScroll: true });
    const [x, y] = this.at(event);
    const { key = "", handle = "" } = event.target instanceof SVGElement ? event.target.dataset : {};
    const zone = zoneOf(design.content, key);
    if (design.picking) {
      if (key) this.doAct((now) => select(now, key));
      return;
    }
    // A table's inside is its columns; with the field tool one may still draw a field there on purpose, holding Shift.
    if (!zone || event.shiftKey || design.tool === "wipe") {
      this.hand = { what: "draw", key: "", box: [x, y, 0, 0], sides: {}, x, y, adds: false, moved: false };
    } else {
      const sides = HANDLES[handle] ?? {};
      const what = zone.kind === "column" && handle ? "edge" : "box";
      const taken = zone.kind === "column" && !handle && ownerOf(design.selected) !== ownerOf(key) && design.selected !== ownerOf(key) ? ownerOf(key) : key;
      const held = zoneOf(design.content, taken) ?? zone;
      const adds = (event.ctrlKey || event.metaKey) && !handle;
      this.hand = { what, key: taken, box: held.box, sides, x, y, adds, moved: false };
      if (!adds) this.doAct((now) => select(now, taken));
    }
    this.svg.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const { hand } = this;
    if (!hand) return;
    const [x, y] = this.at(event);
    if (!hand.moved && Math.hypot(x - hand.x, y - hand.y) * this.fitted() < 4) return;
    hand.moved = true;
    // Whoever holds Ctrl wants it exactly there.
    const reach = event.ctrlKey ? 0 : REACH_PX / this.fitted();
    if (hand.what === "draw") {
      this.ghost(snapBox(spanned(hand.x, hand.y, x, y), cornerAt(hand, x, y), this.lines, reach));
    } else if (hand.what === "edge") {
      const [, top, , height] = hand.box;
      const edge = snapEdge(x, top, top + height, this.lines, reach);
      this.doAct((design) => moveEdge(design, hand.key, hand.sides.west ? "left" : "right", edge));
    } else {
      const wanted = snapBox(dragged(hand, x - hand.x, y - hand.y), hand.sides, this.lines, reach);
      this.doAct((design) => place(design, hand.key, wanted, `hold ${hand.key}`));
    }
  }

  /** @param {PointerEvent} event */
  drop(event) {
    // Where it is let go counts, whether or not a move came before.
    this.drag(event);
    const { hand } = this;
    this.hand = null;
    if (!hand) return;
    this.svg.querySelector(".ghost")?.remove();
    if (!hand.moved && this.isSecond(event)) {
      this.fillCell(event);
      return;
    }
    if (hand.what !== "draw") {
      this.doAct((design) => (hand.adds && !hand.moved ? toggle(design, hand.key) : { ...design, tag: "" }));
      return;
    }
    const [x, y] = this.at(event);
    const reach = event.ctrlKey ? 0 : REACH_PX / this.fitted();
    const box = snapBox(spanned(hand.x, hand.y, x, y), cornerAt(hand, x, y), this.lines, reach);
    const large = box[2] > LEAST_DRAWN_MM && box[3] > LEAST_DRAWN_MM;
    if (hand.moved && large && this.design?.tool === "wipe") this.listener.wipe(spanned(hand.x, hand.y, x, y));
    else if (hand.moved && large) this.draw(box);
    else this.doAct((design) => select(design, ""));
  }

  /** Whether a click follows another one in its place. Browsers tell none where the first one has redrawn what it was on. @param {PointerEvent} event */
  isSecond({ timeStamp, clientX, clientY }) {
    const { at, x, y } = this.clicked;
    const second = timeStamp - at < TWICE_MS && Math.hypot(clientX - x, clientY - y) < REACH_PX;
    this.clicked = { at: second ? -TWICE_MS : timeStamp, x: clientX, y: clientY };
    return second;
  }

  /** A double click in one of the form's cells makes a zone of it; on a table, a column line. @param {MouseEvent} event */
  fillCell(event) {
    const [x, y] = this.at(event);
    // The first click has drawn everything anew: the event itself no longer knows what it was on.
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const key = (under instanceof SVGElement && under.dataset.key) || "";
    const table = key.includes(".columns.") ? ownerOf(key) : /^tables\.\d+$/.test(key) ? key : "";
    if (table) {
      const box = zoneOf(this.design?.content ?? {}, table)?.box ?? [0, 0, 0, 0];
      const edge = snapEdge(x, box[1], box[1] + box[3], this.lines, (REACH_PX * 2) / this.fitted());
      this.doAct((design) => splitColumn(design, table, edge));
      return;
    }
    const cell = cellAt(x, y, this.lines);
    if (!key && cell && this.design?.tool !== "wipe") this.draw(cell);
  }

  /** @param {Box} box */
  draw(box) {
    this.doAct((design) => draw(design, box, this.lines));
    this.listener.drew();
  }

  /** @param {Box} box */
  ghost(box) {
    this.svg.querySelector(".ghost")?.remove();
    this.svg.append(rect(box, "ghost"));
  }

  bringIntoView() {
    const shape = this.svg.querySelector(".zone.selected");
    if (!shape || this.hand) return;
    const box = shape.getBoundingClientRect();
    const frame = this.frame.getBoundingClientRect();
    if (box.top >= frame.top && box.bottom <= frame.bottom && box.left >= frame.left && box.right <= frame.right) return;
    this.frame.scrollTo({
      top: this.frame.scrollTop + box.top - frame.top - (frame.height - box.height) / 2,
      left: this.frame.scrollLeft + box.left - frame.left - (frame.width - box.width) / 2,
    });
  }
}
