// The corners that a sheet is to fill in the camera's picture. No browser here.

const MARGIN = 0.05;
const LONG_TO_SHORT = Math.SQRT2; // ISO 216
const CORNER = 0.12;

/**
 * The largest sheet that lies in the picture as the picture lies, upright or across.
 * @param {number} width of the picture, pixels
 * @param {number} height
 * @returns {string} the path of its four corners, in the picture's pixels
 */
export function cornersOf(width, height) {
  const ratio = width > height ? 1 / LONG_TO_SHORT : LONG_TO_SHORT; // the sheet's height to its width
  const room = { width: width * (1 - 2 * MARGIN), height: height * (1 - 2 * MARGIN) };
  const across = Math.min(room.width, room.height / ratio);
  const left = Math.round((width - across) / 2);
  const top = Math.round((height - across * ratio) / 2);
  const arm = Math.round(Math.min(across, across * ratio) * CORNER);
  const [right, bottom] = [width - left, height - top];
  return [
    `M${left} ${top + arm}V${top}h${arm}`, `M${right - arm} ${top}h${arm}v${arm}`,
    `M${right} ${bottom - arm}v${arm}h${-arm}`, `M${left + arm} ${bottom}h${-arm}v${-arm}`,
  ].join("");
}
