// One grid: claims its cells, keeps the claim alive, sends off what was seen and marked.

import { call } from "../static/api.js";
import { showHelp, tell } from "../static/base.js";
import { byId, byIdAs } from "../static/dom.js";
import { t } from "../static/texts.js";
import { countWrong, goTo, mark, openGrid, press, showPicture, taken, type } from "./grid.js";
import { keepLast } from "./grid_undo.js";
import { GridView } from "./grid_view.js";
import { nameOf } from "./groups_room.js";
import { putBack } from "./put_back.js";
import { optionsOf } from "./shapes.js";

/** @typedef {import("./shapes.js").Group} Group */
/** @typedef {import("./shapes.js").ShownCell} ShownCell */
/** @typedef {import("./grid.js").Grid} Grid */

const CHANGED = new Set(["confirmed", "corrected", "left", "invalid"]);

export class GridRoom {
  /** @param {{left: () => void, failed: (error: unknown) => void}} hands */
  constructor(hands) {
    this.hands = hands;
    /** @type {ShownCell[]} */
    this.shown = [];
    this.grid = openGrid([]);
    /** @type {Group | null} */
    this.group = null;
    this.busy = false;
    /** How long the claim lasts, as the server said it. */
    this.until = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.view = new GridView(byId("cells"), {
      picked: (at) => this.set(this.grid.at === at || !this.shown[at] ? mark(this.grid, at) : mark(goTo(this.grid, at), at)),
      typed: (text) => this.set(type(this.grid, text)),
      picture: (at, how) => this.set(showPicture(this.grid, at, how)),
    });
    const box = byIdAs("right-value", HTMLInputElement);
    box.addEventListener("input", () => this.set(type(this.grid, box.value)));
    for (const [id, key] of Object.entries({ verify: "Enter", mark: " ", "type-right": "F2", "leave-grid": "Escape" })) {
      byId(id).addEventListener("click", () => this.press({ key }));
    }
    addEventListener("pagehide", () => this.release());
  }

  /** @param {Group} group @returns {Promise<boolean>} false where none of its cells waits any more */
  async open(group) {
    this.group = group;
    const { template, field, text, character } = group;
    const batch = await call("POST", "/check/groups/claim", { template, field, text, character });
    this.shown = batch.cells;
    if (!this.shown.length) return false;
    this.grid = openGrid(this.shown.map((cell) => ({
      scan: cell.scan, path: cell.path, text: cell.text, typable: !optionsOf(cell).length, wrong: false, typed: null, picture: "",
    })));
    byId("grid").hidden = false;
    byId("group-name").textContent = nameOf(group);
    byId("grid-count").textContent = t("check.grid_count", { n: this.shown.length, more: batch.more });
    this.view.lay(this.shown, !group.field);
    this.draw();
    this.renewLater(batch.until);
    return true;
  }

  close() {
    clearTimeout(this.timer);
    this.release();
    this.shown = [];
    byId("grid").hidden = true;
  }

  /** @param {import("../static/keys.js").Key} key @returns {boolean} */
  press(key) {
    if (this.busy) return false;
    const next = press(this.grid, key, this.view.columns());
    if (next === this.grid) return false;
    this.set(next);
    return true;
  }

  /** @param {Grid} next */
  set(next) {
    if (next === this.grid || this.busy) return;
    this.grid = next.task ? taken(next) : next;
    this.draw();
    if (next.task === "help") showHelp();
    if (next.task === "leave") this.hands.left();
    if (next.task === "verify") void this.verify().catch(this.hands.failed);
  }

  draw() {
    this.view.draw(this.grid, this.shown);
  }

  async verify() {
    this.busy = true;
    try {
      const cells = this.grid.cells.map((cell) => ({ scan: cell.scan, path: cell.path, text: cell.text, wrong: cell.wrong, typed: cell.typed }));
      /** @type {{grid: string, cells: {outcome: string}[], accepted: string[]}} */
      const done = await call("POST", "/check/groups/verify", { cells });
      this.shown = [];
      if (this.group && done.cells.some(({ outcome }) => CHANGED.has(outcome))) keepLast({ grid: done.grid, group: this.group });
      this.report(done);
    } finally {
      this.busy = false;
    }
    const group = this.group;
    this.close();
    if (group && !(await this.open(group))) this.hands.left();
  }

  /** @param {{cells: {outcome: string}[], accepted: string[]}} done */
  report(done) {
    const count = (/** @type {string[]} */ ...kinds) => done.cells.filter((cell) => kinds.includes(cell.outcome)).length;
    tell("sure", t("check.verified", {
      right: count("confirmed", "corrected"), left: count("left", "invalid"), accepted: done.accepted.length,
    }));
    if (count("invalid")) tell("look", t("check.invalid", { n: count("invalid") }));
    if (count("lost", "changed")) tell("look", t("check.lost", { n: count("lost", "changed") }));
  }

  /** In the box undo is the browser's. */
  isTyping() {
    return this.grid.draft !== null;
  }

  /** Whether something was, or is being, done to the cells that would be lost with them. */
  isTouched() {
    return this.busy || (this.shown.length > 0 && (this.isTyping() || countWrong(this.grid) > 0));
  }

  /** The cells go back before others are claimed: a late word of it would take those away again. */
  async putDown() {
    const scans = this.scans();
    this.shown = [];
    if (scans.length) await call("POST", "/check/groups/release", { scans });
  }

  scans() {
    return [...new Set(this.shown.map((cell) => cell.scan))];
  }

  release() {
    if (this.shown.length && !this.busy) putBack("/check/groups/release", { scans: this.scans(), until: this.until });
  }

  /** Half-way through the claim is early enough to try twice. @param {string} until */
  renewLater(until) {
    this.until = until;
    clearTimeout(this.timer);
    const left = new Date(until).getTime() - Date.now();
    this.timer = setTimeout(() => void this.renew().catch(() => this.renewLater(until)), Math.max(5000, left / 2));
  }

  async renew() {
    if (!this.shown.length) return;
    const kept = await call("POST", "/check/groups/renew", { scans: this.scans() });
    this.renewLater(kept.until);
  }
}
