// A page's picture with the fields' boxes drawn over it.

import { API } from "./api.js";
import { fill, h } from "./dom.js";

/** @typedef {import("./types.js").Box} Box */
/** @typedef {{path: string, page: number, box: Box, mark: string, title: string}} Outline `mark` is a CSS class */

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 4; // pixels between the ink and its outline

/** @param {string} scan @param {number} page */
export function pictureUrl(scan, page) {
  return `${API}/scans/${encodeURIComponent(scan)}/pages/${page}/picture`;
}

/** @param {string} scan @param {string} path */
export function cropUrl(scan, path) {
  return `${API}/scans/${encodeURIComponent(scan)}/fields/${encodeURIComponent(path)}/crop`;
}

/** Has the crops at hand before they are asked for. @param {string} scan @param {readonly string[]} paths */
export function fetchCrops(scan, paths) {
  for (const path of paths) new Image().src = cropUrl(scan, path);
}

/** The pages of one scan, one below the other, inside an element that scrolls. */
export class PagePictures {
  /**
   * @param {HTMLElement} frame
   * @param {(path: string) => void} onPick a box was clicked
   * @param {number} [margin] between a box and its outline, in the boxes' unit
   */
  constructor(frame, onPick, margin = MARGIN) {
    this.frame = frame;
    this.onPick = onPick;
    this.margin = margin;
    /** @type {Map<string, SVGRectElement>} */
    this.outlines = new Map();
  }

  /**
   * @param {string} scan
   * @param {{number: number, width: number, height: number, src?: string}[]} pages in the boxes' unit
   * @param {Outline[]} outlines
   * @param {(page: number) => string} describe the picture's text for those who do not see it
   */
  show(scan, pages, outlines, describe) {
    this.outlines.clear();
    const sheets = pages.map((page) => {
      const overlay = document.createElementNS(SVG, "svg");
      overlay.setAttribute("viewBox", `0 0 ${page.width} ${page.height}`);
      overlay.setAttribute("aria-hidden", "true");
      for (const outline of outlines.filter((one) => one.page === page.number)) overlay.append(this.draw(outline));
      const picture = h("img", {
        src: page.src ?? pictureUrl(scan, page.number), width: page.width, height: page.height, alt: describe(page.number),
      });
      const sheet = h("figure", { class: "page-sheet" }, picture);
      sheet.append(overlay);
      return sheet;
    });
    fill(this.frame, ...sheets);
  }

  /** @param {Outline} outline */
  draw({ path, box, mark, title }) {
    const shape = document.createElementNS(SVG, "rect");
    const { margin } = this;
    const place = {
      x: box.x - margin, y: box.y - margin, width: box.width + 2 * margin, height: box.height + 2 * margin, rx: margin,
    };
    for (const [name, value] of Object.entries(place)) shape.setAttribute(name, String(value));
    shape.setAttribute("class", mark);
    const label = document.createElementNS(SVG, "title");
    label.textContent = title;
    shape.append(label);
    shape.addEventListener("click", () => this.onPick(path));
    this.outlines.set(path, shape);
    return shape;
  }

  /** @param {string} path @param {string} mark */
  mark(path, mark) {
    this.outlines.get(path)?.setAttribute("class", mark);
  }

  /** Brings a field's box into the middle of the frame and makes it stand out. @param {string | undefined} path */
  point(path) {
    for (const [one, shape] of this.outlines) shape.toggleAttribute("data-here", one === path);
    const shape = path === undefined ? undefined : this.outlines.get(path);
    if (!shape) return;
    const box = shape.getBoundingClientRect();
    const frame = this.frame.getBoundingClientRect();
    this.frame.scrollTo({
      top: this.frame.scrollTop + box.top - frame.top - (frame.height - box.height) / 2,
      left: this.frame.scrollLeft + box.left - frame.left - (frame.width - box.width) / 2,
    });
  }
}
