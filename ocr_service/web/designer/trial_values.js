// What stands on a filled scan, as its author says: over what was read what is kept, over that what was just typed. Pure.

/** @typedef {import("./trial.js").Sample} Sample */

/** @param {Sample} sample @param {Record<string, any>} edited @returns {Record<string, any>} by path */
export function rightValues(sample, edited) {
  const read = Object.fromEntries((sample.reading?.fields ?? []).map((field) => [field.path, field.value]));
  return { ...read, ...(sample.expected ?? {}), ...edited };
}

/** The paths that would be kept as blank and are not yet: a value that was not found looks the same as one that is not there. @param {Sample} sample @param {Record<string, any>} values @returns {string[]} */
export function newBlanks({ expected }, values) {
  return Object.keys(values).filter((path) => isBlank(values[path]) && !(expected && path in expected && isBlank(expected[path])));
}

/** @param {any} value */
function isBlank(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
