// The panels beside the picture: what is in hand, the rules, the form as a whole. All keys come from the schema.

import { h } from "../static/dom.js";
import { inLanguage } from "../static/zones.js";
import { t } from "../static/texts.js";
import { nameOf } from "./canvas.js";
import { addRule, place, remove, select, set, setType } from "./design.js";
import { each, ownerOf, partOf, pathsOf, zoneOf } from "./parts.js";
import { emptyRule, resolve, rulesOf, typesOf, widgetsOf } from "./schema.js";
import { control, keyText } from "./widgets.js";

/** @typedef {import("./design.js").Design} Design */
/** @typedef {import("./schema.js").Schema} Schema */
/** @typedef {import("./widgets.js").Around} Around */
/** @typedef {(act: (design: Design) => Design) => void} DoAct */
/** @typedef {{parts: string[], text: string}} Wrong what is wrong with which parts, in words */

/**
 * @typedef {object} Desk what panels need to be drawn
 * @property {Design} design
 * @property {Schema} schema
 * @property {DoAct} doAct
 * @property {readonly Wrong[]} problems
 * @property {readonly string[]} files beside the draft
 */

/** @type {Record<string, string>} */
const DEFINITIONS = { field: "Field", option: "Option", table: "Table", column: "Column", label: "Label", more: "Continuation" };

/** @param {Desk} desk @returns {HTMLElement[]} */
export function zonePanel(desk) {
  const { design, schema, doAct } = desk;
  const key = design.selected;
  const zone = zoneOf(design.content, key);
  const total = key.includes(".totals.");
  const part = partOf(design.content, key || "-");
  if (!part || (!zone && !total)) return [h("p", { class: "empty" }, t("designer.nothing_in_hand"))];
  const definition = schema.$defs[total ? "Total" : DEFINITIONS[zone?.kind ?? "field"] ?? "Field"];
  const left = ["box", "read", "columns", "continues", "totals", "left", "right", "page"];
  const rows = widgetsOf(schema, definition, left).map((widget) => row(desk, widget, key, [widget.key]));
  const owner = ownerOf(key);
  return [
    h("div", { class: "part-head" },
      h("h2", {}, zone ? nameOf(design, zone) : inLanguage(part.label)),
      owner && h("button", { type: "button", class: "quiet", onclick: () => doAct((now) => select(now, owner)) }, t("designer.to_owner")),
      h("button", { type: "button", class: "quiet", onclick: () => doAct(remove) }, t("designer.remove"), " ", h("kbd", {}, "Del"))),
    ...problemsOf(desk, key),
    ...rows.slice(0, 2),
    ...(part.read ? typeRows(desk, key, part) : []),
    ...rows.slice(2),
    ...(zone ? [places(desk, zone)] : []),
    ...(zone?.kind === "table" ? tableRows(desk, key, part) : []),
    ...(part.read?.type === "choice" ? optionRows(desk, key, part) : []),
  ];
}

/** @param {Desk} desk @param {import("./schema.js").Widget} widget @param {string} key @param {(string | number)[]} path */
function row(desk, widget, key, path) {
  const value = partOf(desk.design.content, [...(key ? [key] : []), ...path].join("."));
  const id = `in-${[key, ...path].join("-").replaceAll(".", "-")}`;
  return control(widget, value, (given) => desk.doAct((design) => set(design, key, path, given)), around(desk, key), id);
}

/** @param {Desk} desk @param {string} key @returns {Around} */
function around({ design, files, doAct }, key) {
  const labels = new Map([...pathsOf(design.content)].map(([path, of]) => [path, sayPart(design, of)]));
  const rule = Number(key.split(".")[1]);
  return {
    lists: files.filter((name) => name.startsWith("lookups/")).map((name) => name.slice(8, -4)),
    labels,
    pick: (path) => doAct((now) => ({ ...now, picking: { rule, path } })),
    picking: design.picking?.rule === rule && key.startsWith("rules.") ? JSON.stringify(design.picking.path) : "",
  };
}

/** @param {Design} design @param {string} key */
export function sayPart(design, key) {
  const part = partOf(design.content, key);
  const own = inLanguage(part?.label) || part?.name || key;
  const owner = ownerOf(key);
  return owner.startsWith("tables") ? `${inLanguage(partOf(design.content, owner)?.label)} · ${own}` : own;
}

/** @param {Desk} desk @param {string} key @param {any} part */
function typeRows(desk, key, part) {
  const { schema, doAct } = desk;
  const types = typesOf(schema, key.includes(".columns.") ? "Column" : "Field");
  const choice = h("select", { id: "in-type" },
    ...[...types.keys()].map((type) => h("option", { value: type, selected: type === part.read.type }, t(`designer.type.${type}`))));
  choice.addEventListener("change", () => doAct((design) => setType(design, key, choice.value)));
  const definition = types.get(part.read.type);
  const widgets = definition ? widgetsOf(schema, definition, ["type", "options"]) : [];
  return [
    h("div", { class: "row" }, h("label", { for: "in-type" }, keyText("type")), choice),
    ...widgets.map((widget) => row(desk, widget, key, ["read", widget.key])),
  ];
}

/** @param {Desk} desk @param {import("./parts.js").Zone} zone */
function places({ doAct }, zone) {
  const inputs = zone.box.map((side, index) => {
    const input = h("input", { type: "number", step: "0.5", value: side, "aria-label": t(`designer.side.${index}`) });
    input.addEventListener("input", () => {
      if (!Number.isFinite(input.valueAsNumber)) return;
      const box = /** @type {import("./parts.js").Box} */ (zone.box.map((one, at) => (at === index ? input.valueAsNumber : one)));
      doAct((design) => place(design, zone.key, box, `type ${zone.key}`));
    });
    return input;
  });
  return h("div", { class: "row" }, h("span", { class: "soft" }, keyText("box")), h("span", { class: "sides" }, ...inputs));
}

/** @param {Desk} desk @param {string} key @param {any} table */
function tableRows(desk, key, table) {
  const { design, doAct } = desk;
  /** @type {HTMLElement[]} */
  const columns = [];
  each(table.columns, (column, index) => columns.push(partButton(desk, `${key}.columns.${index}`, inLanguage(column.label) || column.name, column.read?.type)));
  /** @type {HTMLElement[]} */
  const totals = [];
  each(table.totals, (total, index) => totals.push(partButton(desk, `${key}.totals.${index}`, inLanguage(total.label) || total.name, "")));
  const addTotal = () => doAct((now) => {
    const name = `total_${(table.totals?.length ?? 0) + 1}`;
    const column = table.columns.at(-1)?.name ?? "";
    return set(now, key, ["totals"], [...(table.totals ?? []), { name, label: { [now.words.language]: name }, column }]);
  });
  const further = (design.content.pages?.length ?? 1) > (table.page ?? 1);
  const goOn = () => doAct((now) => {
    const page = Math.max(table.page ?? 1, ...(table.continues ?? []).map((/** @type {any} */ one) => one.page)) + 1;
    return set(now, key, ["continues"], [...(table.continues ?? []), { page, box: table.box, rows: table.rows }]);
  });
  return [
    h("h3", {}, keyText("columns")), h("p", { class: "soft" }, t("designer.columns_hint")), h("ul", { class: "parts" }, ...columns),
    h("h3", {}, keyText("totals")), h("ul", { class: "parts" }, ...totals),
    h("p", { class: "buttons" },
      h("button", { type: "button", onclick: addTotal, disabled: (table.rows_by ?? "grid") === "grid" }, t("designer.add_total")),
      further && h("button", { type: "button", onclick: goOn }, t("designer.go_on"))),
  ];
}

/** @param {Desk} desk @param {string} key @param {any} field */
function optionRows(desk, key, field) {
  /** @type {HTMLElement[]} */
  const options = [];
  each(field.read.options, (option, index) => options.push(partButton(desk, `${key}.read.options.${index}`, inLanguage(option.label) || option.value, "")));
  return [h("h3", {}, keyText("options")), h("p", { class: "soft" }, t("designer.options_hint")), h("ul", { class: "parts" }, ...options)];
}

/** @param {Desk} desk @param {string} key @param {string} name @param {string} type */
export function partButton({ doAct, problems }, key, name, type) {
  const bad = problems.some((one) => one.parts.includes(key));
  return h("li", {}, h("button", { type: "button", class: bad ? "wrong" : "", onclick: () => doAct((design) => select(design, key)) },
    h("span", {}, name), type && h("span", { class: "soft" }, t(`designer.type.${type}`))));
}

/** What is wrong with a part and with what belongs to it. @param {Desk} desk @param {string} key */
function problemsOf({ problems }, key) {
  const own = problems.filter((one) => one.parts.some((part) => part === key || part.startsWith(`${key}.`)));
  return own.length ? [h("ul", { class: "notice wrong problems" }, ...own.map((one) => h("li", {}, one.text)))] : [];
}

/** @param {Desk} desk @returns {HTMLElement[]} */
export function rulesPanel(desk) {
  const { design, schema, doAct } = desk;
  const kinds = rulesOf(schema);
  /** @type {HTMLElement[]} */
  const rules = [];
  each(design.content.rules, (rule, index) => {
    const key = `rules.${index}`;
    const definition = kinds.get(rule.rule);
    const widgets = definition ? widgetsOf(schema, definition, ["rule"]) : [];
    rules.push(h("li", { class: "sheet rule", "data-rule": index },
      h("div", { class: "part-head" }, h("h3", {}, t(`designer.rule.${rule.rule}`)),
        h("button", { type: "button", class: "quiet", onclick: () => doAct((now) => set(now, "", ["rules", index], undefined)) }, t("designer.remove"))),
      h("p", { class: "soft" }, t(`designer.rule_says.${rule.rule}`)),
      ...problemsOf(desk, key), ...widgets.map((widget) => row(desk, widget, key, [widget.key]))));
  });
  const choice = h("select", { id: "new-rule" }, ...[...kinds.keys()].map((kind) => h("option", { value: kind }, t(`designer.rule.${kind}`))));
  const add = () => doAct((now) => addRule(now, choice.value, emptyRule(schema, choice.value)));
  return [
    h("p", { class: "soft" }, t("designer.rules_hint")),
    h("ul", { class: "rules" }, ...rules),
    h("div", { class: "row" }, h("label", { for: "new-rule" }, t("designer.new_rule")), h("span", { class: "buttons" }, choice, h("button", { type: "button", onclick: add }, t("designer.add")))),
  ];
}

/** @param {Desk} desk @param {{addPage: () => void, addList: () => void, dropList: (name: string) => void, mapping: boolean}} acts @returns {HTMLElement[]} */
export function formPanel(desk, { addPage, addList, dropList, mapping }) {
  const { design, schema, files } = desk;
  const rows = widgetsOf(schema, schema, ["format", "version", "pages", "fields", "tables", "rules"]).map((widget) => row(desk, widget, "", [widget.key]));
  const page = resolve(schema, schema.properties.pages.items);
  const number = design.page - 1;
  const pageRows = design.content.pages?.[number] ? widgetsOf(schema, page, ["image", "labels"]).map((widget) => row(desk, widget, `pages.${number}`, [widget.key])) : [];
  const lists = files.filter((name) => name.startsWith("lookups/")).map((name) => name.slice(8, -4));
  return [
    ...problemsOf(desk, ""), ...rows,
    h("h3", {}, t("designer.page", { n: design.page })), ...pageRows,
    h("p", { class: "buttons" }, h("button", { type: "button", onclick: addPage }, t("designer.add_page"))),
    h("h3", {}, t("designer.lists")), h("p", { class: "soft" }, t("designer.lists_hint")),
    h("ul", { class: "parts" }, ...lists.map((name) => h("li", { class: "list-row" }, h("span", { class: "figures" }, name),
      h("button", { type: "button", class: "quiet", onclick: () => dropList(name) }, t("designer.remove"))))),
    h("p", { class: "buttons" }, h("button", { type: "button", onclick: addList }, t("designer.add_list"))),
    ...(mapping ? [h("h3", {}, t("designer.mapping")), h("p", { class: "soft" }, t("designer.mapping_hint"), " ", h("a", { href: "/admin/receivers" }, t("designer.mapping_link")))] : []),
  ];
}
