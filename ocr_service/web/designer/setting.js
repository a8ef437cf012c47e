// What is said about a part: its keys, its type, the rules between parts. Pure.

import { change, emptySlot } from "./design.js";
import { addedTo, say } from "./drawing.js";
import { followingName, nameSlot } from "./own_names.js";
import { NO_PATHS, ownerOf, partOf, put, steps } from "./parts.js";

/**
 * @typedef {import("./design.js").Design} Design
 * @typedef {import("./parts.js").Content} Content
 */

/** Sets one key of a part; undefined leaves it out of the file. A new name goes into the rules, too. @param {Design} design @param {string} key @param {readonly (string | number)[]} path @param {any} value @returns {Design} */
export function set(design, key, path, value) {
  const whole = key ? steps(key) : [];
  let content = put(design.content, [...whole, ...path], value);
  if (path.length === 1 && path[0] === "name" && typeof value === "string") content = renamed(content, design.content, key, value);
  const followed = path.length === 1 && path[0] === "label" ? followingName(design, key, value) : "";
  if (followed) content = renamed(put(content, [...whole, nameSlot(key)], followed), design.content, key, followed);
  return change(design, content, `set ${key} ${path.join(".")}`);
}

/** Gives the type of a field or a column, with what it needs to be one. @param {Design} design @param {string} key @param {string} type @returns {Design} */
export function setType(design, key, type) {
  const part = partOf(design.content, key);
  if (!part || part.read?.type === type) return design;
  /** @type {any} */
  const read = { type };
  if (type === "code") read.pattern = "[A-Za-z0-9/-]{2,30}";
  if (type === "choice") {
    const [x, y, , height] = part.box;
    const size = Math.min(4, height);
    read.options = [{ value: "option_1", label: say(design, "option", 1), box: [x, y, size, size] }];
  }
  if (type === "text" && part.read?.lexicon) read.lexicon = part.read.lexicon;
  return change(design, put(design.content, [...steps(key), "read"], read));
}

/** @param {Design} design @param {string} kind @param {Record<string, any>} slots what the kind needs, still empty @returns {Design} */
export function addRule(design, kind, slots) {
  const added = addedTo(design, ["rules"], { rule: kind, ...slots }, design.selected);
  return { ...added, picking: emptySlot(added.content, added.content.rules.length - 1) };
}

/** Turns a part's name into the new one wherever the form speaks of the part. @param {Content} content @param {Content} before @param {string} key @param {string} name @returns {Content} */
function renamed(content, before, key, name) {
  const old = partOf(before, key)?.name;
  if (!old) return content;
  if (/^fields\.\d+$/.test(key)) return turnRules(turnFormKeys(content, old, name), (path) => (path === old ? name : path));
  if (/^tables\.\d+$/.test(key)) return turnRules(content, (path) => (path.startsWith(`${old}.`) ? `${name}.${path.slice(old.length + 1)}` : path));
  if (!key.includes(".columns.")) return turnRules(content, (path) => (path === old ? name : path));
  const table = partOf(content, ownerOf(key));
  const totals = table.totals?.map((/** @type {any} */ total) => (total?.column === old ? { ...total, column: name } : total));
  const turned = totals ? put(content, [...steps(ownerOf(key)), "totals"], totals) : content;
  return turnRules(turned, (path) => (path === `${table.name}.${old}` ? `${table.name}.${name}` : path));
}

/** What the form as a whole says of a field by its name. @param {Content} content @param {string} old @param {string} name */
function turnFormKeys(content, old, name) {
  const turned = { ...content };
  for (const slot of ["case_by", "supplier"]) if (content[slot] === old) turned[slot] = name;
  if (Array.isArray(content.unique_by)) turned.unique_by = content.unique_by.map((one) => (one === old ? name : one));
  return turned;
}

/** @param {Content} content @param {(path: string) => string} turn @returns {Content} */
function turnRules(content, turn) {
  return Array.isArray(content.rules) ? { ...content, rules: content.rules.map((rule) => turnPaths(rule, turn)) } : content;
}

/** Paths in a rule stand as texts, in lists, in its parts, and as the keys of `agrees`. @param {any} value @param {(path: string) => string} turn @returns {any} */
function turnPaths(value, turn) {
  if (typeof value === "string") return turn(value);
  if (Array.isArray(value)) return value.map((one) => turnPaths(one, turn));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([slot, inner]) => {
    if (slot === "agrees") return [slot, Object.fromEntries(Object.entries(inner ?? {}).map(([path, column]) => [turn(path), column]))];
    return [slot, NO_PATHS.has(slot) ? inner : turnPaths(inner, turn)];
  }));
}
