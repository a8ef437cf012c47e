// Where zones lie: moved, stretched, put elsewhere with what belongs to them. Pure, in millimetres.

import { boxAround, columnsWithin, fine, LEAST_MM, placeColumn } from "./columns.js";
import { change } from "./design.js";
import { each, isBox, partOf, put, steps, zoneOf } from "./parts.js";

/**
 * @typedef {import("./design.js").Design} Design
 * @typedef {import("./parts.js").Content} Content
 * @typedef {import("./parts.js").Box} Box
 */

/** @param {Design} design @param {number} dx @param {number} dy @returns {Design} */
export function moveBy(design, dx, dy) {
  const { also, selected } = design;
  // All in one step of undoing, whose tag is that of the one in hand.
  const moved = [...also, selected].reduce((now, key) => {
    const zone = zoneOf(now.content, key);
    if (!zone) return now;
    const [x, y, width, height] = zone.box;
    return place(now, key, [x + dx, y + dy, width, height], `move ${selected}`);
  }, design);
  return moved === design ? design : { ...moved, also };
}

/** @param {Design} design @param {number} dw @param {number} dh @returns {Design} */
export function growBy(design, dw, dh) {
  const zone = zoneOf(design.content, design.selected);
  if (!zone) return design;
  const [x, y, width, height] = zone.box;
  return place(design, zone.key, [x, y, Math.max(LEAST_MM, width + dw), Math.max(LEAST_MM, height + dh)], `grow ${zone.key}`);
}

/** Puts a zone elsewhere, with what belongs to it. @param {Design} design @param {string} key @param {Box} wanted @param {string} tag @returns {Design} */
export function place(design, key, wanted, tag) {
  const zone = zoneOf(design.content, key);
  if (!zone) return design;
  const box = onPage(design.content, zone.page, zone.kind === "table" ? boxAround(partOf(design.content, key).columns, zone.box, wanted) : wanted);
  const content = zone.kind === "column" ? placeColumn(design.content, key, box) : placeBox(design.content, zone, box);
  return same(zone.box, box) ? design : change(design, content, tag);
}

/** @param {Content} content @param {import("./parts.js").Zone} zone @param {Box} box */
function placeBox(content, { key, kind, box: old }, box) {
  let changed = put(content, [...steps(key), "box"], box);
  if (kind === "table") changed = put(changed, [...steps(key), "columns"], columnsWithin(partOf(content, key).columns, old, box));
  if (kind === "field" && same([old[2], old[3]], [box[2], box[3]])) {
    each(partOf(content, key).read?.options, (option, index) => {
      if (!isBox(option.box)) return;
      const [x, y, width, height] = option.box;
      changed = put(changed, [...steps(key), "read", "options", index, "box"], [fine(x + box[0] - old[0]), fine(y + box[1] - old[1]), width, height]);
    });
  }
  return changed;
}

/** Within the page where it fits on it. @param {Content} content @param {number} page @param {Box} box @returns {Box} */
export function onPage(content, page, [x, y, width, height]) {
  const [wide, high] = content.pages?.[page - 1]?.size_mm ?? [2000, 2000];
  const w = Math.max(LEAST_MM, Math.min(width, wide));
  const h = Math.max(LEAST_MM, Math.min(height, high));
  return [fine(Math.max(0, Math.min(x, wide - w))), fine(Math.max(0, Math.min(y, high - h))), fine(w), fine(h)];
}

/** @param {readonly number[]} one @param {readonly number[]} other */
function same(one, other) {
  return one.every((side, index) => Math.abs(side - (other[index] ?? NaN)) < 0.005);
}
