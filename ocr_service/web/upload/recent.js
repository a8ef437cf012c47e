// What has arrived lately: the person's own scans and those from the watched folder, through their states, live.

import { call, Problem, withQuery } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, fill } from "../static/dom.js";
import { givenBefore, isMoving } from "../static/scans.js";
import { t } from "../static/texts.js";
import { arrivedRow, refusedRow } from "./rows.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */

const RECENT = 50;
const FROM_FOLDER = 10;
const NOTHING = { items: [] };

export class Recent {
  /** @param {{watches: boolean, changed: () => void}} room `watches` a folder; `changed` is called after a person's act */
  constructor({ watches, changed }) {
    this.watches = watches;
    this.changed = changed;
    /** @type {Map<string, ScanRow | null>} papers that came before, by the scan; null: forgotten since */
    this.firsts = new Map();
    /** @type {ScanRow[]} the person's own, newest first */
    this.mine = [];
    /** @type {Record<string, string>} what each list shows */
    this.shown = {};
    byId("from-folder").hidden = !watches;
  }

  /** Asks and shows. @returns {Promise<boolean>} whether something is under way */
  async look() {
    const [mine, folder, refused] = await Promise.all([
      call("GET", withQuery("/scans", { mine: "true", limit: RECENT })),
      this.watches ? call("GET", withQuery("/scans", { source: "folder", limit: FROM_FOLDER })) : NOTHING,
      this.watches ? call("GET", "/intake/refused") : NOTHING,
    ]);
    /** @type {ScanRow[]} */
    const items = mine.items;
    this.mine = items;
    await this.#loadFirsts([...items, ...folder.items]);
    this.#draw("recent", items);
    this.#draw("folder-rows", folder.items);
    byId("refused").hidden = refused.items.length === 0;
    fill(byId("refused-rows"), ...refused.items.map(refusedRow));
    byId("none").hidden = items.length + byId("sending").childElementCount > 0;
    byId("folder-none").hidden = folder.items.length > 0;
    const moving = items.filter((scan) => isMoving(scan.state)).length;
    byId("summary").textContent = items.length ? t(moving ? "upload.moving" : "upload.all_through", { n: moving }) : "";
    return moving > 0;
  }

  /** What has not changed stays, and with it whoever stands on it. @param {string} id @param {ScanRow[]} scans */
  #draw(id, scans) {
    const now = JSON.stringify([scans, scans.map((scan) => this.firsts.get(givenBefore(scan) ?? "")?.state)]);
    if (now === this.shown[id]) return;
    this.shown[id] = now;
    fill(byId(id), ...scans.map((scan) => {
      const first = this.firsts.get(givenBefore(scan) ?? "");
      return arrivedRow(scan, first ? { first, use: () => void this.#useGiven(scan, first).catch(tellProblem) } : undefined);
    }));
  }

  /** @param {ScanRow[]} scans */
  async #loadFirsts(scans) {
    const wanted = new Set(scans.map(givenBefore).filter((id) => id !== null));
    await Promise.all([...wanted].filter((id) => !this.firsts.has(id)).map(async (id) => {
      this.firsts.set(id, await call("GET", `/scans/${id}`).catch(forgotten));
    }));
  }

  /** @param {ScanRow} scan @param {ScanRow} first */
  async #useGiven(scan, first) {
    await call("POST", `/scans/${scan.id}/use-given`, { given: first.id });
    tell("sure", t("upload.given_used", { name: first.file_name }));
    this.changed();
  }
}

/** @param {unknown} error @returns {null} where there is no such scan any more */
function forgotten(error) {
  if (error instanceof Problem && error.status === 404) return null;
  throw error;
}
