// The panel of what is in hand. All keys come from the schema.

import { h } from "../static/dom.js";
import { inLanguage } from "../static/zones.js";
import { t } from "../static/texts.js";
import { select } from "./design.js";
import { confirm, doubtfulKeys } from "./doubts.js";
import { remove } from "./drawing.js";
import { keyText } from "./inputs.js";
import { each, ownerOf, partOf, put, zoneOf } from "./parts.js";
import { place } from "./placing.js";
import { partButton, problemsOf, row } from "./rows.js";
import { typesOf, widgetsOf } from "./schema.js";
import { set, setType } from "./setting.js";
import { nameOf } from "./shapes.js";

/** @typedef {import("./rows.js").Desk} Desk */

/** @type {Record<string, string>} */
const DEFINITIONS = { field: "Field", option: "Option", table: "Table", column: "Column", label: "Label", more: "Continuation" };

// What is not one line of text has no boxes for single characters.
const NO_CELLS = new Set(["multiline-text", "seal-text", "choice", "tick", "barcode", "seal", "signature"]);

/** @param {Desk} desk @returns {HTMLElement[]} */
export function zonePanel(desk) {
  const { design, schema, doAct } = desk;
  const key = design.selected;
  const zone = zoneOf(design.content, key);
  const total = key.includes(".totals.");
  const part = partOf(design.content, key || "-");
  if (!part || (!zone && !total)) return [h("p", { class: "empty" }, t("designer.nothing_in_hand"))];
  const definition = schema.$defs[total ? "Total" : DEFINITIONS[zone?.kind ?? "field"] ?? "Field"];
  const left = ["box", "read", "columns", "continues", "totals", "left", "right", "page", ...(NO_CELLS.has(part.read?.type) ? ["cells"] : [])];
  const rows = widgetsOf(schema, definition, left).map((widget) => row(desk, widget, key, [widget.key]));
  const owner = ownerOf(key);
  return [
    h("div", { class: "part-head" },
      h("h2", {}, zone ? nameOf(design, zone) : inLanguage(part.label)),
      owner && h("button", { type: "button", class: "quiet", onclick: () => doAct((now) => select(now, owner)) }, t("designer.to_owner")),
      h("button", { type: "button", class: "quiet", onclick: () => doAct(remove) }, t("designer.remove"), " ", h("kbd", {}, "Del"))),
    ...(design.also.length ? [h("p", { class: "notice" }, t("designer.also", { n: design.also.length + 1 }))] : []),
    ...problemsOf(desk, key),
    ...(doubtfulKeys(design).has(key) ? [h("p", { class: "notice look" }, t("designer.doubtful"), " ",
      h("button", { type: "button", onclick: () => doAct(confirm) }, t("designer.confirm"), " ", h("kbd", {}, "Y")))] : []),
    ...rows.slice(0, 2),
    ...(part.read ? typeRows(desk, key, part) : []),
    ...rows.slice(2),
    ...(zone ? [places(desk, zone)] : []),
    ...(zone?.kind === "table" ? tableRows(desk, key, part) : []),
    ...(part.read?.type === "choice" ? optionRows(desk, key, part) : []),
  ];
}

/** What helps less than its author may think, told while it is typed. @param {HTMLElement} said @param {string} key @param {readonly string[]} rich */
export function sayRemark(said, key, rich) {
  said.textContent = rich.includes(key) ? t("designer.pattern_rich") : "";
  said.hidden = said.textContent === "";
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
  const said = h("p", { class: "notice look", id: "remark", role: "status" });
  sayRemark(said, key, desk.rich);
  return [
    h("div", { class: "row" }, h("label", { for: "in-type" }, keyText("type")), choice),
    ...widgets.flatMap((widget) => [row(desk, widget, key, ["read", widget.key]), ...(widget.key === "pattern" ? [said] : [])]),
  ];
}

/** @param {Desk} desk @param {import("./parts.js").Zone} zone */
function places({ doAct }, zone) {
  const inputs = zone.box.map((side, index) => {
    const id = index === 0 ? `in-${zone.key.replaceAll(".", "-")}-box` : null;
    const input = h("input", { type: "number", id, step: "0.5", value: side, "aria-label": t(`designer.side.${index}`) });
    input.addEventListener("input", () => {
      if (!Number.isFinite(input.valueAsNumber)) return;
      doAct((design) => {
        // The panel stays as it is while one types in it: the zone may lie elsewhere by now.
        const box = zoneOf(design.content, zone.key)?.box ?? zone.box;
        return place(design, zone.key, put(box, [index], input.valueAsNumber), `type ${zone.key}`);
      });
    });
    return input;
  });
  return h("div", { class: "row places" }, h("span", { class: "soft" }, keyText("box")), h("span", { class: "sides" }, ...inputs));
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
      further && h("button", { type: "button", id: "go-on", onclick: goOn }, t("designer.go_on"))),
  ];
}

/** @param {Desk} desk @param {string} key @param {any} field */
function optionRows(desk, key, field) {
  /** @type {HTMLElement[]} */
  const options = [];
  each(field.read.options, (option, index) => options.push(partButton(desk, `${key}.read.options.${index}`, inLanguage(option.label) || option.value, "")));
  return [h("h3", {}, keyText("options")), h("p", { class: "soft" }, t("designer.options_hint")), h("ul", { class: "parts" }, ...options)];
}
