// The order in which a person reads the paper: page by page, line by line, from left to right; a table row by row.

/** @typedef {import("../static/types.js").Field} Field */
/** @typedef {{fields: Field[], page: number, top: number, bottom: number, left: number}} Part a field, or a whole table */

/** @param {readonly Field[]} fields in the form's own order @returns {Field[]} */
export function inReadingOrder(fields) {
  const parts = partsOf(fields);
  const pages = [...new Set(parts.map((part) => part.page))].sort((one, other) => one - other);
  return pages.flatMap((page) => linesOf(parts.filter((part) => part.page === page)).flat().flatMap((part) => part.fields));
}

/** @param {readonly Field[]} fields @returns {Part[]} */
function partsOf(fields) {
  /** @type {Map<string, Field[]>} */
  const groups = new Map();
  for (const field of fields) {
    const name = field.path.split("[")[0] ?? field.path;
    groups.set(name, [...(groups.get(name) ?? []), field]);
  }
  return [...groups.values()].map(partOf);
}

/** @param {Field[]} fields @returns {Part} */
function partOf(fields) {
  const page = Math.min(...fields.map((field) => field.page));
  const boxes = fields.filter((field) => field.page === page).flatMap((field) => field.box ?? []);
  // A table all of whose rows were added by a person lies nowhere: it comes last.
  if (!boxes.length) return { fields, page, top: Infinity, bottom: Infinity, left: 0 };
  return {
    fields, page,
    top: Math.min(...boxes.map((box) => box.y)),
    bottom: Math.max(...boxes.map((box) => box.y + box.height)),
    left: Math.min(...boxes.map((box) => box.x)),
  };
}

/** Parts side by side are a line: the middle of each is above the lowest edge that all before it have. @param {Part[]} parts */
function linesOf(parts) {
  /** @type {{edge: number, parts: Part[]}[]} */
  const lines = [];
  for (const part of [...parts].sort((one, other) => middle(one) - middle(other) || one.left - other.left)) {
    const line = lines.at(-1);
    if (line && middle(part) < line.edge) {
      line.parts.push(part);
      line.edge = Math.min(line.edge, part.bottom);
    } else {
      lines.push({ edge: part.bottom, parts: [part] });
    }
  }
  return lines.map((line) => line.parts.sort((one, other) => one.left - other.left));
}

/** @param {Part} part */
function middle(part) {
  return part.top === Infinity ? Infinity : (part.top + part.bottom) / 2;
}
