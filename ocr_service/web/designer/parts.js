// The parts of a form's content by key (`fields.3`, `tables.0.columns.2`), and where each lies. Nothing here changes anything.

/**
 * @typedef {Record<string, any>} Content what template.yaml says
 * @typedef {[number, number, number, number]} Box x, y, width, height in millimetres
 * @typedef {"field" | "option" | "table" | "column" | "more" | "label"} Kind `more`: where a table goes on
 * @typedef {{key: string, kind: Kind, page: number, box: Box}} Zone
 */

/** @param {Content} content @param {string} key @returns {any} */
export function partOf(content, key) {
  /** @type {any} */
  let part = content;
  for (const step of key.split(".")) part = part?.[step];
  return part;
}

/**
 * A copy with another value at a path; undefined takes the key away, or the entry out of its list.
 * @template Whole
 * @param {Whole} whole @param {readonly (string | number)[]} path @param {any} value
 * @returns {Whole}
 */
export function put(whole, path, value) {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(whole)) {
    const index = Number(step);
    if (rest.length === 0 && value === undefined) return /** @type {any} */ (whole.filter((_, at) => at !== index));
    return /** @type {any} */ (whole.map((one, at) => (at === index ? put(one, rest, value) : one)));
  }
  /** @type {any} */
  const copy = { ...whole };
  const changed = rest.length ? put(copy[step] ?? {}, rest, value) : value;
  if (changed === undefined) delete copy[step];
  else copy[step] = changed;
  return copy;
}

/** @param {string} key @returns {string[]} */
export function steps(key) {
  return key.split(".");
}

/** The key of what a part belongs to: of a column its table, of an option its field; "" of the others. @param {string} key */
export function ownerOf(key) {
  const path = key.split(".");
  if (path[0] === "fields" && path.length > 2) return path.slice(0, 2).join(".");
  return path[0] === "tables" && path.length > 2 ? path.slice(0, 2).join(".") : "";
}

/** All zones, each behind what it lies on: a table before its columns. @param {Content} content @returns {Zone[]} */
export function zonesOf(content) {
  /** @type {Zone[]} */
  const zones = [];
  each(content.tables, (table, t) => {
    const key = `tables.${t}`;
    const page = table.page ?? 1;
    zones.push({ key, kind: "table", page, box: table.box });
    each(table.columns, (column, c) => {
      const box = /** @type {Box} */ ([column.left, table.box?.[1], column.right - column.left, table.box?.[3]]);
      zones.push({ key: `${key}.columns.${c}`, kind: "column", page, box });
    });
    each(table.continues, (more, m) => zones.push({ key: `${key}.continues.${m}`, kind: "more", page: more.page, box: more.box }));
  });
  each(content.fields, (field, f) => {
    const page = field.page ?? 1;
    zones.push({ key: `fields.${f}`, kind: "field", page, box: field.box });
    each(field.read?.options, (option, o) => zones.push({ key: `fields.${f}.read.options.${o}`, kind: "option", page, box: option.box }));
  });
  each(content.pages, (page, p) => each(page.labels, (label, l) =>
    zones.push({ key: `pages.${p}.labels.${l}`, kind: "label", page: p + 1, box: label.box })));
  return zones.filter((zone) => isBox(zone.box));
}

/** @param {Content} content @param {string} key @returns {Zone | undefined} */
export function zoneOf(content, key) {
  return zonesOf(content).find((zone) => zone.key === key);
}

/** What rules call a part: a field's or a total's name, `table.column`; "" for what no rule can speak of. @param {Content} content @param {string} key */
export function pathOf(content, key) {
  const owner = ownerOf(key);
  const part = partOf(content, key);
  if (owner.startsWith("tables") && key.includes(".columns.")) return `${partOf(content, owner)?.name}.${part?.name}`;
  if (owner.startsWith("fields")) return partOf(content, owner)?.name ?? "";
  return (key.startsWith("fields.") || key.includes(".totals.")) && part ? part.name : "";
}

/** Every path that a rule may name, with the key of its part. @param {Content} content @returns {Map<string, string>} */
export function pathsOf(content) {
  /** @type {Map<string, string>} */
  const paths = new Map();
  each(content.fields, (field, f) => paths.set(field.name, `fields.${f}`));
  each(content.tables, (table, t) => {
    each(table.columns, (column, c) => paths.set(`${table.name}.${column.name}`, `tables.${t}.columns.${c}`));
    each(table.totals, (total, n) => paths.set(total.name, `tables.${t}.totals.${n}`));
  });
  return paths;
}

/** Keys of rules that hold words of their own, which may happen to be some field's name. */
export const NO_PATHS = new Set(["rule", "lookup", "is_one_of", "list", "column", "open", "status"]);

/** Every name that is taken among fields, tables and totals. @param {Content} content */
export function namesOf(content) {
  /** @type {Set<string>} */
  const names = new Set();
  each(content.fields, (field) => names.add(field.name));
  each(content.tables, (table) => {
    names.add(table.name);
    each(table.totals, (total) => names.add(total.name));
  });
  return names;
}

/** @param {string} stem @param {Set<string>} taken */
export function freeName(stem, taken) {
  let number = 1;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/** @param {any} parts @param {(part: any, index: number) => void} act */
export function each(parts, act) {
  if (Array.isArray(parts)) parts.forEach((part, index) => part && act(part, index));
}

/** @param {any} box @returns {box is Box} */
export function isBox(box) {
  return Array.isArray(box) && box.length === 4 && box.every((side) => typeof side === "number" && Number.isFinite(side));
}

// What can be filled in there has no print of its own: of boxes to tick, and of places for seals and codes, that is not so.
const WITH_PRINT = new Set(["choice", "tick", "barcode", "seal"]);

/** Where people write on a page: its fields for text and signatures, and the columns of its tables. @param {Content} content @param {number} page @returns {Box[]} */
export function writtenIn(content, page) {
  const zones = zonesOf(content).filter((zone) => zone.page === page);
  return zones.filter(({ kind, key }) => kind === "column" || kind === "more" || (kind === "field" && !WITH_PRINT.has(partOf(content, key).read?.type))).map((zone) => zone.box);
}
