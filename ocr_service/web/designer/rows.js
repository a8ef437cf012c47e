// One key of a part as a row of a panel, whatever it holds; a part as a button; what is wrong with a part.

import { h } from "../static/dom.js";
import { inLanguage } from "../static/zones.js";
import { t } from "../static/texts.js";
import { select } from "./design.js";
import { keyText } from "./inputs.js";
import { each, ownerOf, partOf, pathsOf } from "./parts.js";
import { emptyOf } from "./schema.js";
import { set } from "./setting.js";
import { control } from "./widgets.js";
import { sayPart } from "./words.js";

/** @typedef {import("./design.js").Design} Design */
/** @typedef {import("./schema.js").Schema} Schema */
/** @typedef {import("./widgets.js").Around} Around */
/** @typedef {(act: (design: Design) => Design) => void} DoAct */
/** @typedef {import("./mending.js").Mending} Mending */

/**
 * @typedef {object} Desk what panels need to be drawn
 * @property {Design} design
 * @property {Schema} schema
 * @property {DoAct} doAct
 * @property {readonly Mending[]} problems
 * @property {(problem: Mending) => void} goTo shows what is wrong
 * @property {import("./saving.js").Draft["lists"]} lists beside the draft
 * @property {readonly string[]} rich keys of parts whose pattern no reading can follow
 */

/** @param {Desk} desk @param {import("./schema.js").Widget} widget @param {string} key @param {(string | number)[]} path @returns {HTMLElement} */
export function row(desk, widget, key, path) {
  const place = [...(key ? [key] : []), ...path].join(".");
  const value = partOf(desk.design.content, place);
  const give = (/** @type {any} */ given) => desk.doAct((design) => set(design, key, path, given));
  const around = aroundOf(desk, key, path);
  if (widget.kind !== "group") return control(widget, value, give, around, `in-${place.replaceAll(".", "-")}`);
  const named = keyText(widget.key, around.kind);
  if (!value) return h("p", { class: "row" }, h("button", { type: "button", class: "quiet", onclick: () => give(emptyOf(widget.inner)) }, t("designer.add_group", { name: named })));
  return h("fieldset", { class: "group" }, h("legend", {}, named, " ", widget.optional && h("button", {
    type: "button", class: "quiet", "aria-label": t("designer.drop_path", { name: named }), onclick: () => give(undefined),
  }, "×")), ...widget.inner.map((inner) => row(desk, inner, key, [...path, inner.key])));
}

/** @param {Desk} desk @param {string} key @param {(string | number)[]} path @returns {Around} */
function aroundOf({ design: { content, picking }, lists, doAct }, key, path) {
  const rule = key.startsWith("rules.") ? Number(key.split(".")[1]) : -1;
  const owner = partOf(content, ownerOf(key) || "-");
  return {
    lists: Object.keys(lists),
    labels: new Map([...pathsOf(content)].map(([one, of]) => [one, sayPart(content, of)])),
    pick: (slot) => doAct((now) => ({ ...now, picking: { rule, path: slot } })),
    picking: picking?.rule === rule ? JSON.stringify(picking.path) : "",
    path,
    rule,
    kind: rule < 0 ? "" : partOf(content, key)?.rule ?? "",
    fields: named(content.fields),
    columns: named(owner?.columns),
  };
}

/** @param {any} parts @returns {string[][]} */
function named(parts) {
  /** @type {string[][]} */
  const names = [];
  each(parts, (part) => names.push([part.name, inLanguage(part.label) || part.name]));
  return names;
}

/** @param {Desk} desk @param {string} key @param {string} name @param {string} type */
export function partButton({ doAct, problems }, key, name, type) {
  const bad = problems.some((one) => one.parts.includes(key));
  return h("li", {}, h("button", { type: "button", class: bad ? "wrong" : "", onclick: () => doAct((design) => select(design, key)) },
    h("span", {}, name), type && h("span", { class: "soft" }, t(`designer.type.${type}`))));
}

/** What is wrong with a part and with what belongs to it. @param {Desk} desk @param {string} key */
export function problemsOf({ problems, goTo }, key) {
  const own = problems.filter((one) => one.parts.some((part) => part === key || part.startsWith(`${key}.`)));
  return own.length ? [wrongList(own, goTo)] : [];
}

/** @param {readonly Mending[]} problems @param {(problem: Mending) => void} goTo */
export function wrongList(problems, goTo) {
  return h("ul", { class: "notice wrong problems" }, ...problems.map((one) => h("li", {},
    h("button", { type: "button", class: "quiet", onclick: () => goTo(one) }, one.text))));
}
