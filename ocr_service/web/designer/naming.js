// Controls that name parts of the form: chosen from a list, or clicked in the picture.

import { h } from "../static/dom.js";
import { t } from "../static/texts.js";
import { choose, keyText, textInput } from "./inputs.js";

/** @typedef {import("./inputs.js").Around} Around */
/** @typedef {import("./inputs.js").Give} Give */
/** @typedef {import("./inputs.js").Path} Path */
/** @typedef {import("./schema.js").Widget} Widget */

/** One of the names there are; one that there is none of any longer is shown, too. @param {readonly string[][]} names @param {string} value @param {Widget} widget @param {Give} give @param {string} id */
export function nameChoice(names, value, widget, give, id) {
  const known = !value || names.some(([one]) => one === value);
  return choose(known ? [...names] : [...names, [value, value]], value, widget, give, id);
}

/** @param {Widget} widget @param {string[]} chosen @param {Give} give @param {Around} around @param {string} id */
export function fieldChoices(widget, chosen, give, around, id) {
  const free = around.fields.filter(([name = ""]) => !chosen.includes(name));
  const labels = new Map(around.fields.map(([name = "", label]) => [name, label]));
  const slots = chosen.map((name) => h("span", { class: "slot-pair" }, h("span", {}, labels.get(name) ?? name), dropButton(labels.get(name) ?? name, () => {
    const left = chosen.filter((one) => one !== name);
    give(left.length ? left : undefined);
  })));
  const more = choose(free, "", { ...widget, optional: true, default: null }, (name) => name && give([...chosen, name]), id);
  return h("div", { class: "row" }, h("label", { for: id }, keyText(widget.key)), h("span", { class: "slots" }, ...slots, more));
}

/** @param {string} name @param {() => void} drop */
export function dropButton(name, drop) {
  return h("button", { type: "button", class: "quiet", "aria-label": t("designer.drop_path", { name }), onclick: drop }, "×");
}

/** Fields and columns of the form, each with the column of the list that it must agree with. @param {Widget} widget @param {Record<string, string>} pairs @param {Give} give @param {Around} around @param {string} id */
export function agreement(widget, pairs, give, around, id) {
  const labels = [...around.labels];
  const rows = Object.entries(pairs).map(([path, column], index) => {
    const input = textInput(column, (text) => give(pairs = { ...pairs, [path]: text }), `${id}-${index}`, t("designer.list_column"));
    input.setAttribute("aria-label", `${around.labels.get(path) ?? path}: ${t("designer.list_column")}`);
    return h("span", { class: "local pair" }, h("span", {}, around.labels.get(path) ?? path), input, dropButton(around.labels.get(path) ?? path, () => {
      const { [path]: _, ...left } = pairs;
      give(Object.keys(left).length ? left : undefined);
    }));
  });
  const free = labels.filter(([path]) => !(path in pairs));
  const more = choose(free, "", { ...widget, optional: true, default: null }, (path) => path && give({ ...pairs, [path]: "" }), id);
  return h("div", { class: "row" }, h("label", { for: id }, keyText(widget.key, around.kind)), h("span", { class: "locals" }, ...rows, more));
}

/** @param {Widget} widget @param {(string | undefined)[]} named @param {(index: number) => (string | number)[]} pathTo @param {Give} give @param {Around} around */
export function paths(widget, named, pathTo, give, around) {
  const slots = named.map((path, index) => {
    const waiting = around.picking === JSON.stringify(pathTo(index));
    const said = path ? around.labels.get(path) ?? path : t("designer.pick");
    const button = h("button", {
      type: "button", id: `in-rules-${around.rule}-${pathTo(index).join("-")}`, class: `slot${path ? "" : " empty-slot"}`, "aria-pressed": String(waiting), onclick: () => around.pick(pathTo(index)),
    }, waiting ? t("designer.picking") : said);
    const drop = widget.kind === "paths" && !widget.count
      && dropButton(said, () => give(named.length === 1 && widget.optional ? undefined : named.filter((_, at) => at !== index)));
    return h("span", { class: "slot-pair" }, button, drop);
  });
  const more = widget.kind === "paths" && !widget.count
    && h("button", { type: "button", class: "quiet", onclick: () => { give([...named, ""]); around.pick(pathTo(named.length)); } }, t("designer.add_path"));
  return h("div", { class: "row", role: "group", "aria-label": keyText(widget.key, around.kind) }, h("span", { class: "soft" }, keyText(widget.key, around.kind)), h("span", { class: "slots" }, ...slots, more));
}
