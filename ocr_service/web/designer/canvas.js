// The page's picture with its zones over it, drawn in millimetres: what a mouse does there becomes an act on the design.

import { fill, h } from "../static/dom.js";
import { inLanguage } from "../static/zones.js";
import { t } from "../static/texts.js";
import { draw, inReadingOrder, moveEdge, place, select, splitColumn } from "./design.js";
import { ownerOf, partOf, zoneOf } from "./parts.js";
import { cellAt, snapBox, snapEdge } from "./snap.js";

/** @typedef {import("./design.js").Design} Design */
/** @typedef {import("./parts.js").Box} Box */
/** @typedef {import("./parts.js").Zone} Zone */
/** @typedef {import("./snap.js").Line} Line */
/** @typedef {import("./snap.js").Sides} Sides */

/**
 * @typedef {object} Hand what the mouse holds
 * @property {"draw" | "box" | "edge"} what
 * @property {string} key
 * @property {Box} box as it was
 * @property {Sides} sides
 * @property {number} x where it was taken, in millimetres
 * @property {number} y
 * @property {boolean} moved
 */

const SVG = "http://www.w3.org/2000/svg";
const REACH_PX = 6; // a line this near catches an edge
const HANDLE_PX = 9;
const LEAST_DRAWN_MM = 1.5;
/** @type {Record<string, Sides>} */
const HANDLES = {
  nw: { north: true, west: true }, n: { north: true }, ne: { north: true, east: true }, e: { east: true },
  se: { south: true, east: true }, s: { south: true }, sw: { south: true, west: true }, w: { west: true },
};

export class Canvas {
  /**
   * @param {HTMLElement} frame scrolls
   * @param {(act: (design: Design) => Design) => void} doAct
   */
  constructor(frame, doAct) {
    this.frame = frame;
    this.doAct = doAct;
    this.scale = 0; // pixels for a millimetre; 0: the page's width fits
    /** @type {readonly Line[]} */
    this.lines = [];
    /** @type {Hand | null} */
    this.hand = null;
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
    this.svg.addEventListener("dblclick", (event) => this.fillCell(event));
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
    this.svg.replaceChildren(...this.shapes(design, wrong));
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

  /** @param {Design} design @param {ReadonlySet<string>} wrong */
  shapes(design, wrong) {
    const zones = inReadingOrder(design.content, design.page);
    const owner = ownerOf(design.selected);
    const shapes = zones.map((zone) => {
      const state = zone.key === design.selected ? " selected" : zone.key === owner ? " owner" : "";
      const shape = this.rect(zone.box, `zone ${zone.kind}${state}${wrong.has(zone.key) ? " wrong" : ""}`, { "data-key": zone.key });
      const title = document.createElementNS(SVG, "title");
      title.textContent = nameOf(design, zone);
      shape.append(title);
      return shape;
    });
    const labels = zones.filter((zone) => zone.kind === "field" || zone.kind === "column").map((zone) => this.caption(design, zone));
    return [...shapes, ...labels, ...this.handles(design)];
  }

  /** @param {Design} design @param {Zone} zone */
  caption(design, zone) {
    const text = document.createElementNS(SVG, "text");
    const size = Math.min(2.6, Math.max(1.6, 11 / this.fitted()));
    text.setAttribute("x", String(zone.box[0] + 0.5));
    text.setAttribute("y", String(zone.box[1] + size));
    text.setAttribute("font-size", String(size));
    const name = nameOf(design, zone);
    const room = Math.max(1, Math.floor(zone.box[2] / size));
    text.textContent = name.length > room * 1.6 ? `${name.slice(0, Math.max(1, Math.floor(room * 1.6) - 1))}…` : name;
    return text;
  }

  /** @param {Design} design */
  handles(design) {
    const zone = zoneOf(design.content, design.selected);
    if (!zone || zone.page !== design.page) return [];
    const side = HANDLE_PX / this.fitted();
    const [x, y, width, height] = zone.box;
    const shown = zone.kind === "column" ? ["e", "w"] : Object.keys(HANDLES);
    return shown.map((name) => {
      const sides = HANDLES[name] ?? {};
      const middleX = sides.west ? x : sides.east ? x + width : x + width / 2;
      const middleY = sides.north ? y : sides.south ? y + height : y + height / 2;
      return this.rect([middleX - side / 2, middleY - side / 2, side, side], `handle ${name}`, { "data-handle": name, "data-key": zone.key });
    });
  }

  /** @param {Box} box @param {string} mark @param {Record<string, string>} [data] */
  rect([x, y, width, height], mark, data = {}) {
    const shape = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ x, y, width, height, class: mark, ...data })) shape.setAttribute(name, String(value));
    return shape;
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
    if (!zone || event.shiftKey) {
      this.hand = { what: "draw", key: "", box: [x, y, 0, 0], sides: {}, x, y, moved: false };
    } else {
      const sides = HANDLES[handle] ?? {};
      const what = zone.kind === "column" && handle ? "edge" : "box";
      const taken = zone.kind === "column" && !handle && ownerOf(design.selected) !== ownerOf(key) && design.selected !== ownerOf(key) ? ownerOf(key) : key;
      const held = zoneOf(design.content, taken) ?? zone;
      this.hand = { what, key: taken, box: held.box, sides, x, y, moved: false };
      this.doAct((now) => select(now, taken));
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
    const { hand } = this;
    this.hand = null;
    if (!hand) return;
    this.svg.querySelector(".ghost")?.remove();
    if (hand.what !== "draw") {
      this.doAct((design) => ({ ...design, tag: "" }));
      return;
    }
    const [x, y] = this.at(event);
    const reach = event.ctrlKey ? 0 : REACH_PX / this.fitted();
    const box = snapBox(spanned(hand.x, hand.y, x, y), cornerAt(hand, x, y), this.lines, reach);
    const large = box[2] > LEAST_DRAWN_MM && box[3] > LEAST_DRAWN_MM;
    this.doAct((design) => (hand.moved && large ? draw(design, box) : select(design, "")));
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
    if (!key && cell) this.doAct((design) => draw(design, cell));
  }

  /** @param {Box} box */
  ghost(box) {
    this.svg.querySelector(".ghost")?.remove();
    this.svg.append(this.rect(box, "ghost"));
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

/** What people call a zone. @param {Design} design @param {Zone} zone */
export function nameOf({ content }, zone) {
  const part = partOf(content, zone.key);
  if (zone.kind === "more") return t("designer.goes_on", { name: inLanguage(partOf(content, ownerOf(zone.key))?.label) });
  return inLanguage(part?.label) || part?.text || part?.name || part?.value || "";
}

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @returns {Box} */
function spanned(x1, y1, x2, y2) {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1)];
}

/** The edges that follow the mouse while a box is drawn. @param {Hand} hand @param {number} x @param {number} y @returns {Sides} */
function cornerAt(hand, x, y) {
  return { west: x < hand.x, east: x >= hand.x, north: y < hand.y, south: y >= hand.y };
}

/** @param {Hand} hand @param {number} dx @param {number} dy @returns {Box} */
function dragged({ box: [x, y, width, height], sides }, dx, dy) {
  if (!Object.keys(sides).length) return [x + dx, y + dy, width, height];
  const left = sides.west ? Math.min(x + dx, x + width - 1) : x;
  const top = sides.north ? Math.min(y + dy, y + height - 1) : y;
  const right = sides.east ? Math.max(x + width + dx, x + 1) : x + width;
  const bottom = sides.south ? Math.max(y + height + dy, y + 1) : y + height;
  return [left, top, right - left, bottom - top];
}
