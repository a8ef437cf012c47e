// One key of a form's content as a control: what it shows, and what it makes of what a person enters.

import { h } from "../static/dom.js";
import { hasText, LANGUAGE, t } from "../static/texts.js";

/** @typedef {import("./schema.js").Widget} Widget */
/** @typedef {(value: any) => void} Give undefined leaves the key out of the file */

const LANGUAGES = LANGUAGE === "en" ? ["en", "zh-CN"] : ["zh-CN", "en"];

/**
 * @typedef {object} Around what a control may need to know of the form
 * @property {readonly string[]} lists names of the look-up lists beside it
 * @property {ReadonlyMap<string, string>} labels what rules' paths are called
 * @property {(path: (string | number)[]) => void} pick the next part that is clicked goes there
 * @property {string} picking the place that waits for one, as text
 */

/** @param {string} key */
export function keyText(key) {
  return hasText(`designer.key.${key}`) ? t(`designer.key.${key}`) : key;
}

/** @param {string} value */
function valueText(value) {
  return hasText(`designer.value.${value}`) ? t(`designer.value.${value}`) : value;
}

/** @param {Widget} widget @param {any} value @param {Give} give @param {Around} around @param {string} id @returns {HTMLElement} */
export function control(widget, value, give, around, id) {
  switch (widget.kind) {
    case "yesno": {
      const box = h("input", { type: "checkbox", id, checked: value ?? widget.default ?? false });
      box.addEventListener("change", () => give(box.checked === (widget.default ?? false) ? undefined : box.checked));
      return h("label", { class: "row yesno", for: id }, box, h("span", {}, keyText(widget.key)));
    }
    case "choice":
      return labelled(widget, id, choose(widget.options.map((one) => [one, valueText(one)]), value ?? widget.default ?? "", widget, give, id));
    case "list":
      return labelled(widget, id, listChoice(value, give, around, id));
    case "several":
      return several(widget, value ?? widget.default ?? [], give, id);
    case "local":
      return local(widget, value, give, id);
    case "whole":
    case "number":
      return labelled(widget, id, figure(widget, value, give, id));
    case "figure":
      return labelled(widget, id, textInput(value ?? "", (text) => give(text === "" ? undefined : text), id, placeholder(widget)));
    case "values":
      return labelled(widget, id, textInput((value ?? []).map(String).join(", "), (text) => give(valuesOf(text)), id, t("designer.values_hint")));
    case "path":
      return paths(widget, [value], (index) => (index === 0 ? [widget.key] : []), give, around);
    case "paths":
      return paths(widget, value ?? [], (index) => [widget.key, index], give, around);
    case "size":
      return size(widget, value ?? [], give, id);
    case "other":
      return h("p", { class: "row soft" }, t("designer.only_in_file", { key: keyText(widget.key) }));
    default:
      return labelled(widget, id, textInput(value ?? "", (text) => give(text === "" && widget.optional ? undefined : text), id, placeholder(widget)));
  }
}

/** @param {Widget} widget @param {string} id @param {HTMLElement} input */
function labelled(widget, id, input) {
  return h("div", { class: "row" }, h("label", { for: id }, keyText(widget.key)), input);
}

/** @param {Widget} widget */
function placeholder(widget) {
  return widget.default === null || widget.default === undefined ? "" : String(widget.default);
}

/** @param {string} value @param {(text: string) => void} give @param {string} id @param {string} [hint] */
export function textInput(value, give, id, hint = "") {
  const input = h("input", { type: "text", id, value, placeholder: hint, autocomplete: "off", spellcheck: "false" });
  input.addEventListener("input", () => give(input.value));
  return input;
}

/** @param {Widget} widget @param {any} value @param {Give} give @param {string} id */
function figure(widget, value, give, id) {
  const step = widget.kind === "whole" ? "1" : "any";
  const input = h("input", { type: "number", id, step, value: value ?? "", placeholder: placeholder(widget) });
  input.addEventListener("input", () => {
    if (input.value === "") give(widget.optional ? undefined : null);
    else if (Number.isFinite(input.valueAsNumber)) give(input.valueAsNumber);
  });
  return input;
}

/** @param {string[][]} options value and text @param {any} value @param {Widget} widget @param {Give} give @param {string} id */
function choose(options, value, widget, give, id) {
  const none = widget.optional && (widget.default === null || widget.default === undefined) ? [h("option", { value: "" }, t("designer.value.nothing"))] : [];
  const select = h("select", { id }, ...none,
    ...options.map(([one = "", text]) => h("option", { value: one, selected: one === value }, text ?? one)));
  select.addEventListener("change", () => give(select.value === "" || select.value === widget.default ? undefined : select.value));
  return select;
}

/** A list beside the form, or one of the master data by name. @param {any} value @param {Give} give @param {Around} around @param {string} id */
function listChoice(value, give, around, id) {
  const input = textInput(value ?? "", (text) => give(text === "" ? undefined : text), id, t("designer.list_hint"));
  input.setAttribute("list", `${id}-lists`);
  return h("span", {}, input, h("datalist", { id: `${id}-lists` }, ...around.lists.map((name) => h("option", { value: name }))));
}

/** @param {Widget} widget @param {string[]} chosen @param {Give} give @param {string} id */
function several(widget, chosen, give, id) {
  const boxes = widget.options.map((one, index) => {
    const box = h("input", { type: "checkbox", id: `${id}-${index}`, checked: chosen.includes(one) });
    box.addEventListener("change", () => {
      const now = widget.options.filter((option) => (option === one ? box.checked : chosen.includes(option)));
      give(JSON.stringify(now) === JSON.stringify(widget.default) ? undefined : now);
    });
    return h("label", { class: "yesno", for: `${id}-${index}` }, box, h("span", {}, valueText(one)));
  });
  return h("fieldset", { class: "row several" }, h("legend", {}, keyText(widget.key)), ...boxes);
}

/** @param {Widget} widget @param {any} value @param {Give} give @param {string} id */
function local(widget, value, give, id) {
  const inputs = LANGUAGES.map((language, index) => {
    const now = value?.[language] ?? "";
    const input = textInput(now, (text) => {
      const changed = { ...value, [language]: text };
      if (text === "") delete changed[language];
      value = changed;
      give(Object.keys(changed).length || !widget.optional ? changed : undefined);
    }, index === 0 ? id : `${id}-${language}`);
    input.setAttribute("aria-label", `${keyText(widget.key)} ${t(`designer.language.${language}`)}`);
    input.setAttribute("lang", language);
    return h("span", { class: "local" }, h("span", { class: "soft", "aria-hidden": "true" }, t(`designer.language.${language}`)), input);
  });
  return h("div", { class: "row" }, h("label", { for: id }, keyText(widget.key)), h("div", { class: "locals" }, ...inputs));
}

/** @param {Widget} widget @param {(string | undefined)[]} named @param {(index: number) => (string | number)[]} pathTo @param {Give} give @param {Around} around */
function paths(widget, named, pathTo, give, around) {
  const slots = named.map((path, index) => {
    const waiting = around.picking === JSON.stringify(pathTo(index));
    const said = path ? around.labels.get(path) ?? path : t("designer.pick");
    const button = h("button", {
      type: "button", class: `slot${path ? "" : " empty-slot"}`, "aria-pressed": String(waiting), onclick: () => around.pick(pathTo(index)),
    }, waiting ? t("designer.picking") : said);
    const drop = widget.kind === "paths" && !widget.count && h("button", {
      type: "button", class: "quiet", "aria-label": t("designer.drop_path", { name: said }),
      onclick: () => give(named.length === 1 && widget.optional ? undefined : named.filter((_, at) => at !== index)),
    }, "×");
    return h("span", { class: "slot-pair" }, button, drop);
  });
  const more = widget.kind === "paths" && !widget.count
    && h("button", { type: "button", class: "quiet", onclick: () => give([...named, ""]) }, t("designer.add_path"));
  return h("div", { class: "row", role: "group", "aria-label": keyText(widget.key) }, h("span", { class: "soft" }, keyText(widget.key)), h("span", { class: "slots" }, ...slots, more));
}

/** @param {Widget} widget @param {number[]} value @param {Give} give @param {string} id */
function size(widget, value, give, id) {
  const inputs = [0, 1].map((index) => {
    const input = h("input", { type: "number", step: "any", id: index ? `${id}-${index}` : id, value: value[index] ?? "", "aria-label": `${keyText(widget.key)} ${index + 1}` });
    input.addEventListener("input", () => {
      if (!Number.isFinite(input.valueAsNumber)) return;
      value = value.map((side, at) => (at === index ? input.valueAsNumber : side));
      give(value);
    });
    return input;
  });
  return h("div", { class: "row" }, h("label", { for: id }, keyText(widget.key)), h("span", { class: "sides" }, ...inputs));
}

/** "yes" and "true" are words here unless the whole word is true or false. @param {string} text */
function valuesOf(text) {
  const parts = text.split(/[,，、]/).map((one) => one.trim()).filter(Boolean);
  return parts.map((one) => (one === "true" ? true : one === "false" ? false : one));
}

