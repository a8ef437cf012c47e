// A table's columns: the lines between them are dragged, its outer edges move the outermost ones. Pure, in millimetres.

import { change } from "./design.js";
import { ownerOf, partOf, put, steps } from "./parts.js";

/**
 * @typedef {import("./design.js").Design} Design
 * @typedef {import("./parts.js").Content} Content
 * @typedef {import("./parts.js").Box} Box
 */

export const LEAST_MM = 1;
// Columns that lie so near to each other share one printed line: suggested ones leave the line itself out.
const SHARED_MM = 1.5;

/** To a hundredth of a millimetre: files stay readable. @param {number} mm */
export function fine(mm) {
  return Math.round(mm * 100) / 100;
}

/** Which column lies across the line at a column's left or right; -1 where none does. @param {readonly any[]} columns @param {number} at @param {"left" | "right"} side */
export function neighbourOf(columns, at, side) {
  const edge = columns[at]?.[side];
  const facing = side === "left" ? "right" : "left";
  const near = columns.map((one, index) => (index === at ? Infinity : Math.abs(one?.[facing] - edge)));
  const nearest = near.reduce((best, gap, index) => (gap < (near[best] ?? Infinity) ? index : best), -1);
  return (near[nearest] ?? Infinity) <= SHARED_MM ? nearest : -1;
}

/** Whether an upright line is printed where two columns meet. @param {number} x @param {Box} box the table's @param {readonly import("./snap.js").Line[]} lines */
export function ruledAt(x, [, y, , height], lines) {
  return lines.some(([left, top, right, bottom]) => left === right && Math.abs(left - x) <= SHARED_MM && top < y + height && bottom > y);
}

/** Drags the line at a column's left or right; a neighbour that shares it comes along. @param {Design} design @param {string} key @param {"left" | "right"} side @param {number} x @returns {Design} */
export function moveEdge(design, key, side, x) {
  const content = moveEdgeIn(design.content, ownerOf(key), Number(key.split(".").at(-1)), x, side);
  return change(design, content, `edge ${key} ${side}`);
}

/** Both lines of a column go along, the one ahead first. @param {Content} content @param {string} key @param {Box} box */
export function placeColumn(content, key, [x, , width]) {
  const at = Number(key.split(".").at(-1));
  const table = ownerOf(key);
  const onwards = x > partOf(content, key).left;
  const ahead = moveEdgeIn(content, table, at, onwards ? x + width : x, onwards ? "right" : "left");
  return moveEdgeIn(ahead, table, at, onwards ? x : x + width, onwards ? "left" : "right");
}

/** @param {Content} content @param {string} table @param {number} at @param {number} x @param {"left" | "right"} side */
function moveEdgeIn(content, table, at, x, side) {
  const columns = partOf(content, table)?.columns ?? [];
  const column = columns[at];
  if (!column) return content;
  const neighbour = neighbourOf(columns, at, side);
  const other = columns[neighbour];
  const facing = side === "left" ? "right" : "left";
  const [low, high] = side === "left" ? [other?.left, column.right] : [column.left, other?.right];
  const edge = fine(Math.max((low ?? -Infinity) + LEAST_MM, Math.min(x, (high ?? Infinity) - LEAST_MM)));
  const changed = put(content, [...steps(table), "columns", at, side], edge);
  return other ? put(changed, [...steps(table), "columns", neighbour, facing], edge) : changed;
}

/**
 * What a table's columns are once its box is another: all go along where it moves; where it becomes wider or narrower
 * the outermost follow its edges, and the lines between them stay on what is printed.
 * @param {unknown} columns @param {Box} old @param {Box} box
 */
export function columnsWithin(columns, old, box) {
  if (!Array.isArray(columns)) return columns;
  const moved = Math.abs(old[2] - box[2]) < 0.001;
  const [left, right] = [box[0], box[0] + box[2]];
  const follow = (/** @type {number} */ edge, /** @type {number} */ before, /** @type {number} */ now) =>
    (moved ? fine(edge + left - old[0]) : Math.abs(edge - before) <= SHARED_MM ? fine(now) : edge);
  return columns.map((one) => (isColumn(one) ? { ...one, left: follow(one.left, old[0], left), right: follow(one.right, old[0] + old[2], right) } : one));
}

/** The box that a table may have: no edge goes over the lines inside. @param {unknown} columns @param {Box} old @param {Box} box @returns {Box} */
export function boxAround(columns, old, [x, y, width, height]) {
  if (!Array.isArray(columns) || Math.abs(old[2] - width) < 0.001) return [x, y, width, height];
  const inside = columns.filter(isColumn);
  const end = old[0] + old[2];
  const left = Math.min(x, ...inside.map((one) => (Math.abs(one.left - old[0]) <= SHARED_MM ? one.right - LEAST_MM : one.left)));
  const right = Math.max(x + width, ...inside.map((one) => (Math.abs(one.right - end) <= SHARED_MM ? one.left + LEAST_MM : one.right)));
  return [fine(left), y, fine(right - left), height];
}

/** @param {any} one */
function isColumn(one) {
  return Number.isFinite(one?.left) && Number.isFinite(one?.right);
}
