// A page that is one table of things: fetched, drawn row by row, searched, added to.

import { tellProblem } from "../static/base.js";
import { byId, fill, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { listenForKeys } from "./keyboard.js";

/**
 * Draws the table and keeps it; `count` is what the heading says of all, `words` what the search box looks through.
 * @template Thing
 * @param {object} table
 * @param {() => Promise<Thing[]>} table.fetchAll
 * @param {(one: Thing) => HTMLElement} table.row
 * @param {() => void} table.add
 * @param {(all: Thing[]) => string} [table.count]
 * @param {(one: Thing) => string[]} [table.words]
 * @returns {() => Promise<void>} fetches and draws anew
 */
export function openRegister({ fetchAll, row, add, count, words }) {
  /** @type {Thing[]} */
  let all = [];
  const rows = byId("rows");
  const search = /** @type {HTMLInputElement | null} */ (document.getElementById("search"));

  function draw() {
    const sought = search?.value.trim().toLowerCase() ?? "";
    const shown = all.filter((one) => !sought || words?.(one).join(" ").toLowerCase().includes(sought));
    fill(rows, ...shown.map(row));
    byId("none").hidden = shown.length > 0;
    if (count) byId("count").textContent = count(all);
  }

  async function load() {
    all = await fetchAll();
    draw();
  }

  byId("add").addEventListener("click", add);
  search?.addEventListener("input", draw);
  listenForKeys({ add: byId("add"), search, rows });
  void load().catch(tellProblem);
  return load;
}

/** How something stands, in the colour of that. @param {"sure" | "look" | "wrong" | "soft"} look @param {string} text */
export function stateCell(look, text) {
  return h("td", {}, h("span", { class: `state ${look}` }, text));
}

/** When something was; on a phone, where no heading stands above, it says what. @param {string} label @param {string | null} at */
export function timeCell(label, at) {
  return h("td", { class: "soft", "data-label": label, title: fullTime(at) }, shortTime(at));
}
