// What the mouse holds while it is down, and the box that comes of where it goes. Pure, in millimetres.

/** @typedef {import("./parts.js").Box} Box */
/** @typedef {import("./snap.js").Sides} Sides */

/**
 * @typedef {object} Hand what the mouse holds
 * @property {"draw" | "box" | "edge"} what
 * @property {string} key
 * @property {Box} box as it was
 * @property {Sides} sides
 * @property {number} x where it was taken, in millimetres
 * @property {number} y
 * @property {boolean} adds taken with Ctrl: a click puts it in hand besides the others
 * @property {boolean} moved
 */

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @returns {Box} */
export function spanned(x1, y1, x2, y2) {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1)];
}

/** The edges that follow the mouse while a box is drawn. @param {Hand} hand @param {number} x @param {number} y @returns {Sides} */
export function cornerAt(hand, x, y) {
  return { west: x < hand.x, east: x >= hand.x, north: y < hand.y, south: y >= hand.y };
}

/** @param {Hand} hand @param {number} dx @param {number} dy @returns {Box} */
export function dragged({ box: [x, y, width, height], sides }, dx, dy) {
  if (!Object.keys(sides).length) return [x + dx, y + dy, width, height];
  const left = sides.west ? Math.min(x + dx, x + width - 1) : x;
  const top = sides.north ? Math.min(y + dy, y + height - 1) : y;
  const right = sides.east ? Math.max(x + width + dx, x + 1) : x + width;
  const bottom = sides.south ? Math.max(y + height + dy, y + 1) : y + height;
  return [left, top, right - left, bottom - top];
}
