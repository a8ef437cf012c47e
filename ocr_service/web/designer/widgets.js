// One key of a form's content as a control: what it shows, and what it makes of what a person enters.

import { h } from "../static/dom.js";
import { LANGUAGE, t } from "../static/texts.js";
import { choose, keyText, labelled, placeholder, textInput, valueText } from "./inputs.js";
import { agreement, fieldChoices, nameChoice, paths } from "./naming.js";

/** @typedef {import("./inputs.js").Around} Around */
/** @typedef {import("./inputs.js").Give} Give */
/** @typedef {import("./schema.js").Widget} Widget */

const LANGUAGES = LANGUAGE === "en" ? ["en", "zh-CN"] : ["zh-CN", "en"];

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
      return paths(widget, [value], () => around.path, give, around);
    case "paths":
      return paths(widget, value ?? [], (index) => [...around.path, index], give, around);
    case "field":
      return labelled(widget, id, nameChoice(around.fields, value ?? "", widget, give, id));
    case "column":
      return labelled(widget, id, nameChoice(around.columns, value ?? "", widget, give, id));
    case "fields":
      return fieldChoices(widget, value ?? [], give, around, id);
    case "agreement":
      return agreement(widget, value ?? {}, give, around, id);
    case "size":
      return size(widget, value ?? [], give, id);
    case "other":
      return h("p", { class: "row soft" }, t("designer.only_in_file", { key: keyText(widget.key) }));
    default:
      return labelled(widget, id, textInput(value ?? "", (text) => give(text === "" && widget.optional ? undefined : text), id, placeholder(widget)));
  }
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

