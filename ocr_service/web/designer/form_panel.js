// The panels of the rules and of the form as a whole. All keys come from the schema.

import { h } from "../static/dom.js";
import { t } from "../static/texts.js";
import { removePage } from "./pages.js";
import { each, writtenIn } from "./parts.js";
import { problemsOf, row } from "./rows.js";
import { emptyRule, resolve, rulesOf, widgetsOf } from "./schema.js";
import { addRule, set } from "./setting.js";

/** @typedef {import("./rows.js").Desk} Desk */

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
        h("button", { type: "button", class: "quiet", onclick: () => doAct((now) => ({ ...set(now, "", ["rules", index], undefined), picking: null })) }, t("designer.remove"))),
      h("p", { class: "soft" }, t(`designer.rule_says.${rule.rule}`)),
      // What is still empty is said once its author has stopped filling it.
      ...(design.picking?.rule === index ? [] : problemsOf(desk, key)), ...widgets.map((widget) => row(desk, widget, key, [widget.key]))));
  });
  const choice = h("select", { id: "new-rule" }, ...[...kinds.keys()].map((kind) => h("option", { value: kind }, t(`designer.rule.${kind}`))));
  const add = () => {
    doAct((now) => addRule(now, choice.value, emptyRule(schema, choice.value)));
    desk.goTo({ parts: [`rules.${rules.length}`], place: "", text: "" });
  };
  return [
    h("p", { class: "soft" }, t("designer.rules_hint")),
    h("ul", { class: "rules" }, ...rules),
    h("div", { class: "row" }, h("label", { for: "new-rule" }, t("designer.new_rule")), h("span", { class: "buttons" }, choice, h("button", { type: "button", onclick: add }, t("designer.add")))),
  ];
}

/** @param {Desk} desk @param {{addPage: () => void, wipeZones: () => void, addList: () => void, dropList: (name: string) => void, mapping: boolean}} acts @returns {HTMLElement[]} */
export function formPanel(desk, { addPage, wipeZones, addList, dropList, mapping }) {
  const { design, schema, lists } = desk;
  const rows = widgetsOf(schema, schema, ["format", "version", "pages", "fields", "tables", "rules"]).map((widget) => row(desk, widget, "", [widget.key]));
  const page = resolve(schema, schema.properties.pages.items);
  const number = design.page - 1;
  const pageRows = design.content.pages?.[number] ? widgetsOf(schema, page, ["image", "labels"]).map((widget) => row(desk, widget, `pages.${number}`, [widget.key])) : [];
  return [
    ...problemsOf(desk, ""), ...rows,
    h("h3", {}, t("designer.page", { n: design.page })), ...pageRows,
    ...(pageRows.length ? [h("p", { class: "soft" }, t("designer.wipe_hint"))] : []),
    h("p", { class: "buttons" },
      pageRows.length > 0 && h("button", { type: "button", id: "wipe-zones", onclick: wipeZones, disabled: !writtenIn(design.content, design.page).length }, t("designer.wipe_zones")),
      h("button", { type: "button", id: "add-page", onclick: addPage }, t("designer.add_page")),
      (design.content.pages?.length ?? 0) > 1 && h("button", { type: "button", class: "quiet", id: "remove-page", onclick: () => desk.doAct(removePage) }, t("designer.remove_page", { n: design.page }))),
    h("h3", {}, t("designer.lists")), h("p", { class: "soft" }, t("designer.lists_hint")),
    h("ul", { class: "parts" }, ...Object.entries(lists).map(([name, { values, first }]) => h("li", { class: "list-row" },
      h("span", {}, h("span", { class: "figures" }, name), " ", h("span", { class: "soft" }, t("designer.list_values", { n: values, first: first.join(t("pages.list_separator")) }))),
      h("button", { type: "button", class: "quiet", onclick: () => dropList(name) }, t("designer.remove"))))),
    h("p", { class: "buttons" }, h("button", { type: "button", id: "add-list", onclick: addList }, t("designer.add_list"))),
    ...(mapping ? [h("h3", {}, t("designer.mapping")), h("p", { class: "soft" }, t("designer.mapping_hint"), " ", h("a", { href: "/admin/receivers" }, t("designer.mapping_link")))] : []),
  ];
}
