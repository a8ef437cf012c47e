// What each key means while a form is drawn, as a pure function.

import { redo, select, selectAll, selectNext, showPage, undo } from "./design.js";
import { confirm, nextDoubtful } from "./doubts.js";
import { addBelow, duplicate, remove, splitColumn } from "./drawing.js";
import { ownerOf, zoneOf, zonesOf } from "./parts.js";
import { growBy, moveBy } from "./placing.js";

/** @typedef {import("./design.js").Design} Design */
/** @typedef {{key: string, ctrl?: boolean, alt?: boolean, shift?: boolean, composing?: boolean}} Key */

const STEP = 0.5;
const FAR = 5;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** @type {Record<string, import("./design.js").Tool>} */
const TOOLS = { f: "field", t: "table", l: "label", o: "option", w: "wipe" };

/** @param {Design} design @param {Key} key @param {readonly import("./snap.js").Line[]} [lines] printed on the page @returns {Design} */
export function press(design, key, lines = []) {
  if (key.composing) return design;
  const letter = key.key.toLowerCase();
  if (key.ctrl) return pressWithControl(design, letter, key.shift === true);
  const arrow = ARROWS[key.key];
  if (arrow && design.selected) {
    const far = key.shift ? FAR : STEP;
    return (key.alt ? growBy : moveBy)(design, arrow[0] * far, arrow[1] * far);
  }
  if (key.alt) return design;
  const tool = TOOLS[letter];
  if (tool) return { ...design, tool };
  switch (key.key) {
    case "Delete":
    case "Backspace":
      return remove(design, lines);
    case "Escape":
      return design.picking ? { ...design, picking: null } : select(design, "");
    case "PageDown":
      return showPage(design, design.page + 1);
    case "PageUp":
      return showPage(design, design.page - 1);
    default:
      return pressLetter(design, letter);
  }
}

/** @param {Design} design @param {string} letter @param {boolean} shift */
function pressWithControl(design, letter, shift) {
  if (letter === "z") return shift ? redo(design) : undo(design);
  if (letter === "y") return redo(design);
  if (letter === "a") return selectAll(design);
  return letter === "d" ? duplicate(design) : design;
}

/** The column in hand; of a table its widest. @param {Design} design */
function columnInHand({ content, selected }) {
  const zone = zoneOf(content, selected);
  if (zone?.kind === "column") return zone;
  const columns = zonesOf(content).filter((one) => one.kind === "column" && ownerOf(one.key) === selected);
  return columns.sort((one, other) => other.box[2] - one.box[2])[0];
}

/** @param {Design} design @param {string} letter */
function pressLetter(design, letter) {
  switch (letter) {
    case "j":
      return selectNext(design, 1);
    case "k":
      return selectNext(design, -1);
    case "a":
      return addBelow(design);
    case "u":
      return nextDoubtful(design);
    case "y":
      return confirm(design);
    case "c": {
      const column = columnInHand(design);
      return column ? splitColumn(design, ownerOf(column.key), column.box[0] + column.box[2] / 2) : design;
    }
    default:
      return design;
  }
}
