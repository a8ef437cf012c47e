// What a spreadsheet puts on the clipboard: cells with tabs between, rows with line ends between, and quotes around
// a cell that holds either.

/** @param {string} text @returns {string[][]} rows of cells; none where the text is empty */
export function readCells(text) {
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  let rest = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (rest !== "" || row.length) {
    const quoted = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(rest);
    const plain = /^[^\t\n]*/.exec(rest)?.[0] ?? "";
    row.push(quoted ? (quoted[1] ?? "").replaceAll('""', '"') : plain);
    const next = rest.charAt((quoted?.[0] ?? plain).length);
    rest = rest.slice((quoted?.[0] ?? plain).length + 1);
    if (next === "\t") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Whether it is more than one cell's text. @param {string} text */
export function isGrid(text) {
  return /[\t\n]/.test(text.replace(/\r?\n$/, ""));
}
