// Has the next form ready while a person works on this one: its fields and its pictures. Nothing is claimed by that.

import { call } from "../static/api.js";
import { cropUrl, pictureUrl } from "../static/picture.js";
import { serverNow } from "./due.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("./wanted.js").Wanted} Wanted */

export class Ahead {
  constructor() {
    /** @type {Scan | null} */
    this.scan = null;
    this.until = 0;
    /** @type {HTMLImageElement[]} held, so that the browser shows them at once */
    this.pictures = [];
    this.looking = false;
    /** @type {string | null} the form on the desk */
    this.desk = null;
  }

  /** What lies on the desk is not the next one, though it was found as such a moment ago. @param {string} id */
  laid(id) {
    this.desk = id;
    if (this.scan?.id === id) this.take();
  }

  /** Looks for the next form unless a fresh one is there. @param {Wanted} wanted @param {readonly string[]} skip */
  async look(wanted, skip) {
    if (this.looking || serverNow() < this.until) return;
    this.looking = true;
    try {
      const { scan, until } = await call("POST", "/review/ahead", { ...wanted, skip });
      if (scan && scan.id === this.desk) return;
      this.until = until ? new Date(until).getTime() : 0;
      if (scan?.id === this.scan?.id) return;
      this.scan = scan;
      this.pictures = scan ? picturesOf(scan) : [];
    } catch {
      // It only saves time; the form itself is asked for when its turn comes.
    } finally {
      this.looking = false;
    }
  }

  /** The form that is ready; it is given once. @returns {Scan | null} */
  take() {
    const { scan } = this;
    this.scan = null;
    this.until = 0;
    return scan;
  }

  /** Something else is wanted. */
  drop() {
    this.take();
    this.pictures = [];
  }
}

/** @param {Scan} scan */
function picturesOf(scan) {
  const doubtful = scan.fields.filter((field) => field.decision === "review" && field.box).slice(0, 5);
  const urls = [
    ...scan.pages.slice(0, 3).map((page) => pictureUrl(scan.id, page.number)),
    ...doubtful.map((field) => cropUrl(scan.id, field.path)),
  ];
  return urls.map((url) => {
    const picture = new Image();
    picture.src = url;
    return picture;
  });
}
