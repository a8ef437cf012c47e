// Zones that are drawn near the form's printed lines lie on them. Pure geometry, in millimetres.

/** @typedef {import("./parts.js").Box} Box */
/** @typedef {[number, number, number, number]} Line x1, y1, x2, y2; level or upright */
/** @typedef {{west?: boolean, east?: boolean, north?: boolean, south?: boolean}} Sides which edges follow the hand; none: all of them move */

// How far beside a line's end a zone may lie and still be meant to touch it.
const BESIDE = 3;
// Between a cell's printed lines and the zone inside it.
const INSET = 0.3;

/**
 * The box with those edges on lines that came within `reach` of one.
 * @param {Box} box @param {Sides} sides @param {readonly Line[]} lines @param {number} reach
 * @returns {Box}
 */
export function snapBox([x, y, width, height], sides, lines, reach) {
  const upright = lines.filter((line) => line[0] === line[2] && line[1] < y + height + BESIDE && line[3] > y - BESIDE).map((line) => line[0]);
  const level = lines.filter((line) => line[1] === line[3] && line[0] < x + width + BESIDE && line[2] > x - BESIDE).map((line) => line[1]);
  const whole = !sides.west && !sides.east && !sides.north && !sides.south;
  const [left, wide] = snapSpan(x, width, sides.west, sides.east, whole, upright, reach);
  const [top, high] = snapSpan(y, height, sides.north, sides.south, whole, level, reach);
  return [left, top, wide, high];
}

/**
 * @param {number} start @param {number} length @param {boolean | undefined} first @param {boolean | undefined} last
 * @param {boolean} whole both move together
 * @param {readonly number[]} at @param {number} reach
 * @returns {[number, number]}
 */
function snapSpan(start, length, first, last, whole, at, reach) {
  const fromStart = nearest(start, at, reach);
  const fromEnd = nearest(start + length, at, reach);
  if (first) return length - fromStart > 0 ? [start + fromStart, length - fromStart] : [start, length];
  if (last) return length + fromEnd > 0 ? [start, length + fromEnd] : [start, length];
  if (!whole) return [start, length];
  const takesEnd = fromEnd !== 0 && (fromStart === 0 || Math.abs(fromEnd) < Math.abs(fromStart));
  return [start + (takesEnd ? fromEnd : fromStart), length];
}

/** How far it is to the nearest of `at` within `reach`; 0 where there is none. @param {number} value @param {readonly number[]} at @param {number} reach */
function nearest(value, at, reach) {
  let best = 0;
  let least = reach;
  for (const one of at) {
    if (Math.abs(one - value) <= least) [best, least] = [one - value, Math.abs(one - value)];
  }
  return best;
}

/** Where an upright edge comes to lie. @param {number} x @param {number} top @param {number} bottom @param {readonly Line[]} lines @param {number} reach */
export function snapEdge(x, top, bottom, lines, reach) {
  const upright = lines.filter((line) => line[0] === line[2] && line[1] < bottom && line[3] > top).map((line) => line[0]);
  return x + nearest(x, upright, reach);
}

// A line parts a table where it runs through so much of it, and lies so far from its edges and from the next one.
const THROUGH = 0.6;
const APART = 3;

/** The upright edges of a table's columns, its own two among them, and how many rows level lines part it into; 0 where there are none. @param {Box} box @param {readonly Line[]} lines @returns {{edges: number[], rows: number}} */
export function gridIn([x, y, width, height], lines) {
  const upright = lines.filter((line) => line[0] === line[2] && Math.min(line[3], y + height) - Math.max(line[1], y) > THROUGH * height);
  const level = lines.filter((line) => line[1] === line[3] && Math.min(line[2], x + width) - Math.max(line[0], x) > THROUGH * width);
  const inner = parted(level.map((line) => line[1]), y, y + height);
  return { edges: [x, ...parted(upright.map((line) => line[0]), x, x + width), x + width], rows: inner.length && inner.length + 1 };
}

/** Of the places those that part what lies between two others. @param {number[]} places @param {number} from @param {number} to */
function parted(places, from, to) {
  /** @type {number[]} */
  const kept = [];
  for (const place of places.sort((one, other) => one - other)) {
    if (place - (kept.at(-1) ?? from) > APART && to - place > APART) kept.push(place);
  }
  return kept;
}

/** The cell of the form that a point lies in; null where no four lines enclose it. @param {number} x @param {number} y @param {readonly Line[]} lines @returns {Box | null} */
export function cellAt(x, y, lines) {
  const upright = lines.filter((line) => line[0] === line[2] && line[1] - 0.5 <= y && line[3] + 0.5 >= y).map((line) => line[0]);
  const level = lines.filter((line) => line[1] === line[3] && line[0] - 0.5 <= x && line[2] + 0.5 >= x).map((line) => line[1]);
  const left = Math.max(...upright.filter((one) => one < x));
  const right = Math.min(...upright.filter((one) => one > x));
  const top = Math.max(...level.filter((one) => one < y));
  const bottom = Math.min(...level.filter((one) => one > y));
  if (![left, right, top, bottom].every(Number.isFinite)) return null;
  const box = /** @type {Box} */ ([left + INSET, top + INSET, right - left - 2 * INSET, bottom - top - 2 * INSET]);
  return box[2] > 1 && box[3] > 1 ? box : null;
}
