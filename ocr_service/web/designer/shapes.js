// Zones as shapes over the page's picture, in millimetres: their boxes, captions, and the handles of the one in hand.

import { inLanguage } from "../static/zones.js";
import { t } from "../static/texts.js";
import { neighbourOf } from "./columns.js";
import { inReadingOrder } from "./design.js";
import { doubtfulKeys } from "./doubts.js";
import { ownerOf, partOf, zoneOf } from "./parts.js";

/** @typedef {import("./design.js").Design} Design */
/** @typedef {import("./parts.js").Box} Box */
/** @typedef {import("./parts.js").Zone} Zone */
/** @typedef {import("./snap.js").Sides} Sides */

export const SVG = "http://www.w3.org/2000/svg";
const HANDLE_PX = 9;
/** @type {Record<string, Sides>} */
export const HANDLES = {
  nw: { north: true, west: true }, n: { north: true }, ne: { north: true, east: true }, e: { east: true },
  se: { south: true, east: true }, s: { south: true }, sw: { south: true, west: true }, w: { west: true },
};

/** All that lies on the page that is shown. @param {Design} design @param {ReadonlySet<string>} wrong @param {number} scale pixels for a millimetre @returns {SVGElement[]} */
export function drawShapes(design, wrong, scale) {
  const zones = inReadingOrder(design.content, design.page);
  const owner = ownerOf(design.selected);
  const doubtful = doubtfulKeys(design);
  const shapes = zones.map((zone) => {
    const inHand = zone.key === design.selected || design.also.includes(zone.key);
    const state = inHand ? " selected" : zone.key === owner ? " owner" : "";
    const judged = wrong.has(zone.key) ? " wrong" : doubtful.has(zone.key) ? " doubtful" : "";
    const shape = rect(zone.box, `zone ${zone.kind}${state}${judged}`, { "data-key": zone.key });
    const title = document.createElementNS(SVG, "title");
    title.textContent = nameOf(design, zone);
    shape.append(title);
    return shape;
  });
  const labels = zones.filter((zone) => zone.kind === "field" || zone.kind === "column").map((zone) => caption(design, zone, scale));
  return [...shapes, ...columnLines(design, zones, scale), ...labels, ...handles(design, scale)];
}

/** Where two columns share a line, it can be taken anywhere along it. @param {Design} design @param {readonly Zone[]} zones @param {number} scale */
function columnLines({ content }, zones, scale) {
  const side = HANDLE_PX / scale;
  const columns = zones.filter((zone) => zone.kind === "column");
  return columns.flatMap(({ key, box: [x, y, width, height] }) => {
    const all = partOf(content, ownerOf(key)).columns;
    const other = all[neighbourOf(all, Number(key.split(".").at(-1)), "right")];
    return other ? [rect([(x + width + other.left - side) / 2, y, side, height], "line", { "data-handle": "e", "data-key": key })] : [];
  });
}

/** @param {Design} design @param {Zone} zone @param {number} scale */
function caption(design, zone, scale) {
  const text = document.createElementNS(SVG, "text");
  const size = Math.min(2.6, Math.max(1.6, 11 / scale));
  text.setAttribute("x", String(zone.box[0] + 0.5));
  text.setAttribute("y", String(zone.box[1] + size));
  text.setAttribute("font-size", String(size));
  const name = nameOf(design, zone);
  const room = Math.max(1, Math.floor(zone.box[2] / size));
  text.textContent = name.length > room * 1.6 ? `${name.slice(0, Math.max(1, Math.floor(room * 1.6) - 1))}…` : name;
  return text;
}

/** @param {Design} design @param {number} scale */
function handles(design, scale) {
  const zone = zoneOf(design.content, design.selected);
  if (!zone || zone.page !== design.page) return [];
  const side = HANDLE_PX / scale;
  const [x, y, width, height] = zone.box;
  const column = zone.kind === "column";
  // Inside the zone, that a neighbour can be begun at its edge; beside one so small that nothing of it were left.
  const inset = (/** @type {number} */ length) => (column ? 0 : length > 2.4 * side ? 0.4 * side : -0.4 * side);
  const [insetX, insetY] = [inset(width), inset(height)];
  return shownHandles(zone, side).map((name) => {
    const sides = HANDLES[name] ?? {};
    const middleX = sides.west ? x + insetX : sides.east ? x + width - insetX : x + width / 2;
    const middleY = sides.north ? y + insetY : sides.south ? y + height - insetY : y + height / 2;
    return rect([middleX - side / 2, middleY - side / 2, side, side], `handle ${name}`, { "data-handle": name, "data-key": zone.key });
  });
}

/** Between two corners only where there is room. @param {Zone} zone @param {number} side */
function shownHandles({ kind, box: [, , width, height] }, side) {
  if (kind === "column") return ["e", "w"];
  return Object.keys(HANDLES).filter((name) => name.length === 2 || (name === "n" || name === "s" ? width : height) > 4 * side);
}

/** @param {Box} box @param {string} mark @param {Record<string, string>} [data] */
export function rect([x, y, width, height], mark, data = {}) {
  const shape = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x, y, width, height, class: mark, ...data })) shape.setAttribute(name, String(value));
  return shape;
}

/** What people call a zone. @param {Design} design @param {Zone} zone */
export function nameOf({ content }, zone) {
  const part = partOf(content, zone.key);
  if (zone.kind === "more") return t("designer.goes_on", { name: inLanguage(partOf(content, ownerOf(zone.key))?.label) });
  return inLanguage(part?.label) || part?.text || part?.name || part?.value || "";
}
