// A form under the pencil as a pure reducer: (design, act) -> design. It knows neither the page nor the server.
// What means nothing here gives back the very same design.

import { each, freeName, isBox, namesOf, ownerOf, partOf, pathOf, put, steps, zoneOf, zonesOf } from "./parts.js";

/**
 * @typedef {import("./parts.js").Content} Content
 * @typedef {import("./parts.js").Box} Box
 * @typedef {"field" | "table" | "label" | "option"} Tool what a box drawn on empty paper becomes
 * @typedef {{content: Content, selected: string, page: number}} Moment
 * @typedef {{rule: number, path: (string | number)[]}} Slot where the next part that is clicked goes
 * @typedef {{language: string, field: string, table: string, column: string, option: string, label: string}} Words what new parts are called
 *
 * @typedef {object} Design
 * @property {Content} content
 * @property {string} selected the key of the part in hand; empty where none is
 * @property {number} page the page that is shown, from 1
 * @property {Tool} tool
 * @property {Slot | null} picking
 * @property {readonly Moment[]} past what undo brings back, the latest last
 * @property {readonly Moment[]} future what redo brings back, the next one last
 * @property {string} tag what the last change was: many small ones of the same tag are undone as one
 * @property {Words} words
 */

const MOST_PAST = 200;
const LEAST_MM = 1;

/** @param {Content} content @param {Words} words @returns {Design} */
export function openDesign(content, words) {
  return { content, selected: "", page: 1, tool: "field", picking: null, past: [], future: [], tag: "", words };
}

/** Other content from elsewhere (a page was added, the file was edited); what was done before can be undone still. @param {Design} design @param {Content} content @returns {Design} */
export function load(design, content) {
  const selected = partOf(content, design.selected || "-") === undefined ? "" : design.selected;
  return { ...change(design, content, "", selected), picking: null };
}

/**
 * @param {Design} design @param {Content} content @param {string} [tag] @param {string} [selected]
 * @returns {Design}
 */
export function change(design, content, tag = "", selected = design.selected) {
  if (content === design.content) return design;
  const moment = { content: design.content, selected: design.selected, page: design.page };
  const past = tag !== "" && tag === design.tag ? design.past : [...design.past, moment].slice(-MOST_PAST);
  return { ...design, content, selected, past, future: [], tag };
}

/** @param {Design} design @returns {Design} */
export function undo(design) {
  const before = design.past.at(-1);
  if (!before) return design;
  const now = { content: design.content, selected: design.selected, page: design.page };
  return { ...design, ...before, past: design.past.slice(0, -1), future: [...design.future, now], tag: "", picking: null };
}

/** @param {Design} design @returns {Design} */
export function redo(design) {
  const after = design.future.at(-1);
  if (!after) return design;
  const now = { content: design.content, selected: design.selected, page: design.page };
  return { ...design, ...after, past: [...design.past, now], future: design.future.slice(0, -1), tag: "", picking: null };
}

/** A part is clicked or chosen: it is in hand now, or goes where a rule waits for one. @param {Design} design @param {string} key @returns {Design} */
export function select(design, key) {
  const path = design.picking && key ? pathOf(design.content, key) : "";
  if (design.picking && path) {
    const { rule, path: slot } = design.picking;
    return { ...change(design, put(design.content, ["rules", rule, ...slot], path)), picking: null };
  }
  const page = zoneOf(design.content, key)?.page ?? design.page;
  return key === design.selected && page === design.page ? design : { ...design, selected: key, page, tag: "" };
}

/** The next zone of the page, or the one before, from top to bottom. @param {Design} design @param {number} step @returns {Design} */
export function selectNext(design, step) {
  const zones = inReadingOrder(design.content, design.page);
  if (!zones.length) return design;
  const at = zones.findIndex((zone) => zone.key === design.selected);
  const next = at < 0 ? (step > 0 ? 0 : zones.length - 1) : Math.max(0, Math.min(zones.length - 1, at + step));
  return select(design, zones[next]?.key ?? "");
}

/** @param {Content} content @param {number} page */
export function inReadingOrder(content, page) {
  const zones = zonesOf(content).filter((zone) => zone.page === page);
  const main = zones.filter((zone) => ["field", "table", "more", "label"].includes(zone.kind));
  main.sort((one, other) => Math.round((one.box[1] - other.box[1]) / 3) || one.box[0] - other.box[0]);
  return main.flatMap((zone) => [zone, ...zones.filter((part) => ["column", "option"].includes(part.kind) && ownerOf(part.key) === zone.key)]);
}

/** @param {Design} design @param {number} page @returns {Design} */
export function showPage(design, page) {
  const last = design.content.pages?.length ?? 1;
  if (page === design.page || page < 1 || page > last) return design;
  return { ...design, page, selected: "" };
}

/** @param {Design} design @param {number} dx @param {number} dy @returns {Design} */
export function moveBy(design, dx, dy) {
  const zone = zoneOf(design.content, design.selected);
  if (!zone) return design;
  const [x, y, width, height] = zone.box;
  return place(design, zone.key, [x + dx, y + dy, width, height], `move ${zone.key}`);
}

/** @param {Design} design @param {number} dw @param {number} dh @returns {Design} */
export function growBy(design, dw, dh) {
  const zone = zoneOf(design.content, design.selected);
  if (!zone) return design;
  const [x, y, width, height] = zone.box;
  return place(design, zone.key, [x, y, Math.max(LEAST_MM, width + dw), Math.max(LEAST_MM, height + dh)], `grow ${zone.key}`);
}

/** Puts a zone elsewhere, with what belongs to it. @param {Design} design @param {string} key @param {Box} wanted @param {string} tag @returns {Design} */
export function place(design, key, wanted, tag) {
  const zone = zoneOf(design.content, key);
  if (!zone) return design;
  const box = onPage(design.content, zone.page, wanted);
  const content = zone.kind === "column" ? placeColumn(design.content, key, box) : placeBox(design.content, zone, box);
  return same(zone.box, box) ? design : change(design, content, tag);
}

/** @param {Content} content @param {import("./parts.js").Zone} zone @param {Box} box */
function placeBox(content, { key, kind, box: old }, box) {
  let changed = put(content, [...steps(key), "box"], box);
  if (kind === "table") {
    const stretch = (/** @type {number} */ x) => fine(box[0] + ((x - old[0]) * box[2]) / old[2]);
    each(partOf(content, key).columns, (column, index) => {
      changed = put(changed, [...steps(key), "columns", index], { ...column, left: stretch(column.left), right: stretch(column.right) });
    });
  }
  if (kind === "field" && same([old[2], old[3]], [box[2], box[3]])) {
    each(partOf(content, key).read?.options, (option, index) => {
      if (!isBox(option.box)) return;
      const [x, y, width, height] = option.box;
      changed = put(changed, [...steps(key), "read", "options", index, "box"], [fine(x + box[0] - old[0]), fine(y + box[1] - old[1]), width, height]);
    });
  }
  return changed;
}

/** @param {Content} content @param {string} key @param {Box} box */
function placeColumn(content, key, [x, , width]) {
  const at = Number(key.split(".").at(-1));
  const table = ownerOf(key);
  const moved = moveEdgeIn(content, table, at, x, "left");
  return moveEdgeIn(moved, table, at, x + width, "right");
}

/** Drags the line at a column's left or right; a neighbour that touches it comes along. @param {Design} design @param {string} key @param {"left" | "right"} side @param {number} x @returns {Design} */
export function moveEdge(design, key, side, x) {
  const content = moveEdgeIn(design.content, ownerOf(key), Number(key.split(".").at(-1)), x, side);
  return change(design, content, `edge ${key} ${side}`);
}

/** @param {Content} content @param {string} table @param {number} at @param {number} x @param {"left" | "right"} side */
function moveEdgeIn(content, table, at, x, side) {
  const columns = partOf(content, table)?.columns ?? [];
  const column = columns[at];
  if (!column) return content;
  const old = column[side];
  const edge = fine(side === "left" ? Math.min(x, column.right - LEAST_MM) : Math.max(x, column.left + LEAST_MM));
  const neighbour = columns.findIndex((/** @type {any} */ one, /** @type {number} */ index) =>
    index !== at && Math.abs((side === "left" ? one.right : one.left) - old) < 0.01);
  let changed = put(content, [...steps(table), "columns", at, side], edge);
  const other = columns[neighbour];
  if (other && (side === "left" ? edge - other.left : other.right - edge) >= LEAST_MM) {
    changed = put(changed, [...steps(table), "columns", neighbour, side === "left" ? "right" : "left"], edge);
  }
  return changed;
}

/** A new column line at `x`: the column under it becomes two. @param {Design} design @param {string} table @param {number} x @returns {Design} */
export function splitColumn(design, table, x) {
  const columns = partOf(design.content, table)?.columns ?? [];
  const at = columns.findIndex((/** @type {any} */ one) => one.left + LEAST_MM < x && one.right - LEAST_MM > x);
  const column = columns[at];
  if (!column) return design;
  const name = freeName("column", new Set(columns.map((/** @type {any} */ one) => one.name)));
  const added = { name, label: say(design, "column", columns.length + 1), left: fine(x), right: column.right, read: { type: "text" } };
  const both = [...columns.slice(0, at), { ...column, right: fine(x) }, added, ...columns.slice(at + 1)];
  return change(design, put(design.content, [...steps(table), "columns"], both), "", `${table}.columns.${at + 1}`);
}

/** A box was drawn on empty paper. @param {Design} design @param {Box} drawn @returns {Design} */
export function draw(design, drawn) {
  const { content, page } = design;
  const box = onPage(content, page, drawn);
  const place = page === 1 ? {} : { page };
  switch (design.tool) {
    case "table": {
      const name = freeName("table", namesOf(content));
      const column = { name: "column_1", label: say(design, "column", 1), left: box[0], right: fine(box[0] + box[2]), read: { type: "text" } };
      const rows = Math.max(1, Math.round(box[3] / 8));
      return added(design, "tables", { name, label: say(design, "table", number(name)), ...place, box, rows, columns: [column] });
    }
    case "label":
      return page > (content.pages?.length ?? 0) ? design
        : addedTo(design, ["pages", page - 1, "labels"], { text: design.words.label, box });
    case "option": {
      const field = choiceInHand(design);
      if (!field) return design;
      const taken = new Set((partOf(content, field).read.options ?? []).map((/** @type {any} */ one) => one.value));
      const value = freeName("option", taken);
      return addedTo(design, [...steps(field), "read", "options"], { value, label: say(design, "option", number(value)), box });
    }
    default: {
      const name = freeName("field", namesOf(content));
      return added(design, "fields", { name, label: say(design, "field", number(name)), ...place, box, read: { type: "text" } });
    }
  }
}

/** The choice that is in hand, or whose option is. @param {Design} design */
export function choiceInHand({ content, selected }) {
  const field = ownerOf(selected) || selected;
  return field.startsWith("fields.") && partOf(content, field)?.read?.type === "choice" ? field : "";
}

/** A new zone by key: below the one in hand and as large, else at the top. @param {Design} design @returns {Design} */
export function addBelow(design) {
  const zone = zoneOf(design.content, design.selected);
  const [x, y, width, height] = zone && zone.kind !== "column" ? zone.box : /** @type {Box} */ ([10, 10, 40, 7]);
  return draw(design, zone ? [x, y + height + 1, width, height] : [x, y, width, height]);
}

/** Takes the part in hand away; a column's room goes to its neighbour. @param {Design} design @returns {Design} */
export function remove(design) {
  const { content, selected } = design;
  if (!selected || partOf(content, selected) === undefined) return design;
  const path = steps(selected);
  const owner = ownerOf(selected);
  let changed = put(content, path, undefined);
  if (selected.includes(".columns.")) {
    const columns = partOf(content, owner).columns;
    if (columns.length === 1) return design;
    const at = Number(path.at(-1));
    const [heir, side] = at > 0 ? [at - 1, "right"] : [0, "left"];
    changed = put(changed, [...steps(owner), "columns", heir, side], columns[at][side]);
  }
  return change(design, changed, "", owner);
}

/** @param {Design} design @returns {Design} */
export function duplicate(design) {
  const { content, selected } = design;
  const [list, , ...deeper] = steps(selected);
  const part = partOf(content, selected || "-");
  if (!part || deeper.length || (list !== "fields" && list !== "tables")) return design;
  const [x, y, width, height] = part.box;
  const name = freeName(part.name.replace(/_\d+$/, ""), namesOf(content));
  const copied = added(design, list, { ...part, name });
  return place({ ...copied, tag: "copy" }, copied.selected, [x, y + height + 1, width, height], "copy");
}

/** Sets one key of a part; undefined leaves it out of the file. A new name goes into the rules, too. @param {Design} design @param {string} key @param {readonly (string | number)[]} path @param {any} value @returns {Design} */
export function set(design, key, path, value) {
  const whole = key ? steps(key) : [];
  let content = put(design.content, [...whole, ...path], value);
  if (path.length === 1 && path[0] === "name" && typeof value === "string") content = renamed(content, design.content, key, value);
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
  return addedTo(design, ["rules"], { rule: kind, ...slots }, design.selected);
}

/** Turns a name in the rules into the new one. @param {Content} content @param {Content} before @param {string} key @param {string} name @returns {Content} */
function renamed(content, before, key, name) {
  const old = partOf(before, key)?.name;
  const table = ownerOf(key) ? partOf(before, ownerOf(key))?.name : "";
  const isTable = /^tables\.\d+$/.test(key);
  const from = key.includes(".columns.") ? `${table}.${old}` : old;
  const to = key.includes(".columns.") ? `${table}.${name}` : name;
  const turnText = (/** @type {any} */ value) => {
    if (typeof value !== "string") return value;
    if (isTable && value.startsWith(`${old}.`)) return `${name}.${value.slice(old.length + 1)}`;
    return !isTable && value === from ? to : value;
  };
  const turn = (/** @type {any} */ value) => (Array.isArray(value) ? value.map(turnText) : turnText(value));
  if (!old || !Array.isArray(content.rules)) return content;
  const rules = content.rules.map((/** @type {any} */ rule) =>
    Object.fromEntries(Object.entries(rule).map(([slot, value]) => [slot, NO_PATHS.has(slot) ? value : turn(value)])));
  return { ...content, rules };
}

// Keys of rules that hold words of their own, which may happen to be some field's name.
const NO_PATHS = new Set(["rule", "lookup", "is_one_of", "list"]);

/** @param {Design} design @param {"fields" | "tables"} list @param {any} part */
function added(design, list, part) {
  return addedTo(design, [list], part);
}

/** @param {Design} design @param {(string | number)[]} path @param {any} part @param {string} [selected] @returns {Design} */
function addedTo(design, path, part, selected) {
  const list = partOf(design.content, path.join(".")) ?? [];
  const content = put(design.content, path, [...list, part]);
  return change(design, content, "", selected ?? [...path, list.length].join("."));
}

/** @param {Design} design @param {"field" | "table" | "column" | "option"} word @param {number} n */
function say({ words }, word, n) {
  return { [words.language]: `${words[word]} ${n}` };
}

/** @param {string} name */
function number(name) {
  return Number(name.split("_").at(-1));
}

/** Within the page where it fits on it. @param {Content} content @param {number} page @param {Box} box @returns {Box} */
function onPage(content, page, [x, y, width, height]) {
  const [wide, high] = content.pages?.[page - 1]?.size_mm ?? [2000, 2000];
  const w = Math.max(LEAST_MM, Math.min(width, wide));
  const h = Math.max(LEAST_MM, Math.min(height, high));
  return [fine(Math.max(0, Math.min(x, wide - w))), fine(Math.max(0, Math.min(y, high - h))), fine(w), fine(h)];
}

/** @param {readonly number[]} one @param {readonly number[]} other */
function same(one, other) {
  return one.every((side, index) => Math.abs(side - (other[index] ?? NaN)) < 0.005);
}

/** To a hundredth of a millimetre: files stay readable. @param {number} mm */
export function fine(mm) {
  return Math.round(mm * 100) / 100;
}
