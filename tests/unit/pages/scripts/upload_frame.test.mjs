// The camera's frame: as large as a sheet can lie in the picture, whichever way the phone is held.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cornersOf } from "../../../../ocr_service/web/upload/frame.js";

/** @param {string} path @returns {{left: number, top: number, right: number, bottom: number}} */
function sheetOf(path) {
  const starts = [...path.matchAll(/M(\d+) (\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  const [first, second, third] = starts;
  const arm = Number(/h(\d+)/.exec(path)?.[1]);
  return { left: first[0], top: second[1], right: third[0], bottom: third[1] + arm };
}

for (const [width, height] of [[3000, 4000], [4000, 3000], [1080, 1920], [1920, 1080], [1000, 1000]]) {
  test(`a sheet in a picture of ${width} × ${height} has the paper's shape and fills the picture`, () => {
    const { left, top, right, bottom } = sheetOf(cornersOf(width, height));
    assert.equal(left, width - right);
    assert.equal(top, height - bottom);
    const [wide, high] = [right - left, bottom - top];
    const ratio = Math.max(wide, high) / Math.min(wide, high);
    assert.ok(Math.abs(ratio - Math.SQRT2) < 0.01, `${ratio}`);
    assert.equal(wide > high, width > height);
    assert.ok(Math.min(left / width, top / height) > 0.04);
    assert.ok(Math.max(wide / width, high / height) > 0.89);
  });
}
