// The printed lines of the page that is shown, for zones to snap to.

import { call } from "../static/api.js";

export class SnapLines {
  /** @param {string} path of the draft @param {import("./canvas.js").Canvas} canvas */
  constructor(path, canvas) {
    this.path = path;
    this.canvas = canvas;
    this.page = 0;
  }

  /** @param {number} page 0: it has no picture */
  async load(page) {
    if (!page || page === this.page) return;
    this.page = page;
    const found = await call("GET", `${this.path}/pages/${page}/rulings`).catch(() => ({ lines: [] }));
    if (page === this.page) this.canvas.lines = found.lines;
  }
}
