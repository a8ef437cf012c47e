// Parts that come and go: drawn, added by key, copied, taken away; a table's column made two. Pure.

import { fine, LEAST_MM, ruledAt } from "./columns.js";
import { change, inReadingOrder } from "./design.js";
import { freeName, namesOf, ownerOf, partOf, put, steps, zoneOf, zonesOf } from "./parts.js";
import { onPage, place } from "./placing.js";
import { gridIn } from "./snap.js";

/**
 * @typedef {import("./design.js").Design} Design
 * @typedef {import("./parts.js").Content} Content
 * @typedef {import("./parts.js").Box} Box
 */

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

/** A box was drawn on empty paper; a table takes over what columns and rows are printed there. @param {Design} design @param {Box} drawn @param {readonly import("./snap.js").Line[]} [lines] printed on the page @returns {Design} */
export function draw(design, drawn, lines = []) {
  const { content, page } = design;
  const box = onPage(content, page, drawn);
  const place = page === 1 ? {} : { page };
  switch (design.tool) {
    case "table": {
      const name = freeName("table", namesOf(content));
      const { edges, rows } = gridIn(box, lines);
      const columns = edges.slice(1).map((right, at) => ({
        name: `column_${at + 1}`, label: say(design, "column", at + 1), left: fine(edges[at] ?? 0), right: fine(right), read: { type: "text" },
      }));
      return added(design, "tables", { name, label: say(design, "table", number(name)), ...place, box, rows: rows || Math.max(1, Math.round(box[3] / 8)), columns });
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
      // The name of a doubtful zone that was taken away comes back with it, if that is undone.
      const name = freeName("field", new Set([...namesOf(content), ...design.doubts]));
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

/**
 * Takes the parts in hand away. A column's room goes to its neighbour, but never across a printed line: there it is left
 * unread. The zone that follows is in hand then.
 * @param {Design} design @param {readonly import("./snap.js").Line[]} [lines] printed on the page @returns {Design}
 */
export function remove(design, lines = []) {
  const { content, selected } = design;
  if (!selected || partOf(content, selected) === undefined) return design;
  if (!ownerOf(selected) && zoneOf(content, selected)) return removeZones(design);
  const path = steps(selected);
  const owner = ownerOf(selected);
  let changed = put(content, path, undefined);
  if (selected.includes(".columns.")) {
    const { columns, box } = partOf(content, owner);
    if (columns.length === 1) return design;
    const at = Number(path.at(-1));
    const [heir, side, shared] = at > 0 ? [at - 1, "right", columns[at].left] : [0, "left", columns[at].right];
    if (!ruledAt(shared, box, lines)) changed = put(changed, [...steps(owner), "columns", heir, side], columns[at][side]);
  }
  return change(design, changed, "", owner);
}

/** @param {Design} design */
function removeZones({ content, selected, also, page, ...rest }) {
  const gone = new Set([selected, ...also]);
  const order = inReadingOrder(content, page).filter((zone) => !ownerOf(zone.key));
  const last = order.findLastIndex((zone) => gone.has(zone.key));
  const follower = order.slice(last + 1).find((zone) => !gone.has(zone.key)) ?? order.findLast((zone) => !gone.has(zone.key));
  const part = follower && partOf(content, follower.key);
  // The last of a list first: what comes before keeps its number.
  const keys = [...gone].sort((one, other) => Number(other.split(".").at(-1)) - Number(one.split(".").at(-1)));
  const left = keys.reduce((now, key) => put(now, steps(key), undefined), content);
  const next = zonesOf(left).find((zone) => partOf(left, zone.key) === part)?.key ?? "";
  return change({ content, selected, also, page, ...rest }, left, "", next);
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

/** @param {Design} design @param {"fields" | "tables"} list @param {any} part */
function added(design, list, part) {
  return addedTo(design, [list], part);
}

/** @param {Design} design @param {(string | number)[]} path @param {any} part @param {string} [selected] @returns {Design} */
export function addedTo(design, path, part, selected) {
  const list = partOf(design.content, path.join(".")) ?? [];
  const content = put(design.content, path, [...list, part]);
  return change(design, content, "", selected ?? [...path, list.length].join("."));
}

/** @param {Design} design @param {"field" | "table" | "column" | "option"} word @param {number} n */
export function say({ words }, word, n) {
  return { [words.language]: `${words[word]} ${n}` };
}

/** @param {string} name */
function number(name) {
  return Number(name.split("_").at(-1));
}
