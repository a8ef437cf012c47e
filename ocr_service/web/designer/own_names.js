// What a part is called in the file while nobody has chosen it: as its English label says. Pure.

import { each, namesOf, ownerOf, partOf } from "./parts.js";

/**
 * @typedef {import("./parts.js").Content} Content
 * @typedef {import("./design.js").Design} Design
 */

const COUNTED = /^(field|choice|barcode|table|column|option)_\d+$/;

/** The key that a part is named at: an option is called by its value. @param {string} key */
export function nameSlot(key) {
  return key.includes(".options.") ? "value" : "name";
}

/** The name that follows a label just changed; "" where the part keeps its own. @param {Design} before @param {string} key @param {any} label the new one */
export function followingName({ content, lasting }, key, label) {
  const part = partOf(content, key);
  const name = part?.[nameSlot(key)];
  const wanted = nameFrom(label?.en);
  if (!wanted || typeof name !== "string" || lasting.has(pathTo(content, key))) return "";
  if (!COUNTED.test(name) && name.replace(/_\d+$/, "") !== nameFrom(part.label?.en).replace(/_\d+$/, "")) return "";
  const taken = namesBeside(content, key, name);
  let free = wanted;
  for (let number = 2; taken.has(free); number += 1) free = `${wanted.slice(0, 59)}_${number}`;
  return free === name ? "" : free;
}

/** Where a published form has its names: whoever takes its values in knows them by these. @param {Content} content @returns {Set<string>} */
export function pathsOfAll(content) {
  /** @type {Set<string>} */
  const paths = new Set();
  for (const list of ["fields", "tables"]) {
    each(content[list], (part, index) => {
      const key = `${list}.${index}`;
      paths.add(pathTo(content, key));
      for (const inner of ["columns", "totals", "read.options"]) {
        each(partOf(part, inner), (_, at) => paths.add(pathTo(content, `${key}.${inner}.${at}`)));
      }
    });
  }
  return paths;
}

/** @param {Content} content @param {string} key */
function pathTo(content, key) {
  const name = partOf(content, key)?.[nameSlot(key)];
  return ownerOf(key) ? `${partOf(content, ownerOf(key))?.name} ${name}` : String(name);
}

/** Names that a part cannot have: of a column those of the other columns, of an option the other values. @param {Content} content @param {string} key @param {string} own @returns {Set<string>} */
function namesBeside(content, key, own) {
  const names = key.includes(".columns.") || key.includes(".options.") ? namesWithin(content, key) : namesOf(content);
  names.delete(own);
  return names;
}

/** @param {Content} content @param {string} key @returns {Set<string>} */
function namesWithin(content, key) {
  /** @type {Set<string>} */
  const names = new Set();
  each(partOf(content, key.slice(0, key.lastIndexOf("."))), (one) => names.add(one[nameSlot(key)]));
  return names;
}

/** The name that a label makes; "" of one without letters that names may have. @param {unknown} label */
function nameFrom(label) {
  return typeof label !== "string" ? "" : label.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 63);
}
