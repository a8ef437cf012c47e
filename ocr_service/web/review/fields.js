// What the server told of a form, as the desk works with it; and the list of all its fields.

import { fill, h } from "../static/dom.js";
import { valueText } from "../static/scans.js";
import { t } from "../static/texts.js";

/** @typedef {import("./desk_field.js").DeskField} DeskField */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./drafts.js").Drafts} Drafts */
/** @typedef {import("../static/types.js").Field} Field */

const PRESENCE = new Set(["seal", "signature"]);

/**
 * The desk's fields, with drafts from before put into the boxes.
 * @param {readonly Field[]} fields @param {Drafts} drafts @returns {DeskField[]}
 */
export function toDesk(fields, drafts) {
  return fields.map((field) => {
    const options = optionsOf(field);
    const keying = isHeld(field) ? "held" : field.keying ? "agreed" : "";
    // Whoever looks at the form here may be the one who types the field: he must not have seen what was read.
    const saved = keying === "held" ? "" : options.length ? ticked(field) : field.text;
    const draft = drafts[field.path];
    const text = draft && !draft.confirmed ? draft.text : saved;
    const doubtful = !field.keying && (field.decision === "review" || text !== saved);
    const conflict = draft && draft.base !== saved && text !== saved ? { mine: text, theirs: saved, base: draft.base } : null;
    return {
      path: field.path, type: field.type, options, several: field.pick === "any",
      optional: field.pick === "at-most-one",
      alternatives: options.length || keying ? [] : otherReadings(field), saved, text,
      doubtful, confirmed: doubtful && text === saved && draft?.confirmed === true && draft.base === saved, refusal: "",
      keying, conflict, completions: [], chosen: -1,
    };
  });
}

/** @param {Field} field whether two people are still to type it, without having seen what was read */
export function isHeld({ keying }) {
  return Boolean(keying) && keying !== "done";
}

/** @param {Field} field */
function ticked(field) {
  return field.value === null ? "" : String(field.value);
}

/** @param {Field} field @returns {{value: string, label: string}[]} */
function optionsOf(field) {
  if (field.options?.length) return field.options;
  const [yes, no] = PRESENCE.has(field.type) ? ["review.present", "review.absent"] : ["pages.yes", "pages.no"];
  if (!PRESENCE.has(field.type) && field.type !== "tick") return [];
  return [{ value: "true", label: t(yes) }, { value: "false", label: t(no) }];
}

/** What the machine read is offered again once a person has corrected it: he may have done so too early. @param {Field} field */
function otherReadings(field) {
  const read = field.corrected_by && field.raw_text ? [field.raw_text] : [];
  return [...new Set([...read, ...field.alternatives.map((one) => one.text)])].filter((text) => text !== field.text);
}

/** How a field stands, as a mark for its dot and its box on the picture. @param {DeskField} field */
export function markOf(field) {
  if (field.refusal) return "wrong";
  return field.doubtful && !field.confirmed ? "look" : "sure";
}

/** The list of all fields; rows stay the same elements while their form is in hand. */
export class FieldList {
  /** @param {HTMLElement} frame @param {(index: number) => void} onPick */
  constructor(frame, onPick) {
    this.frame = frame;
    this.onPick = onPick;
    /** @type {{row: HTMLElement, dot: HTMLElement, value: HTMLElement}[]} */
    this.rows = [];
  }

  /** @param {readonly Field[]} fields */
  show(fields) {
    this.rows = fields.map((field, index) => {
      const dot = h("span", { class: "dot" });
      const value = h("span", { class: "value" });
      const label = h("span", { class: "soft" }, field.label);
      const button = h("button", { type: "button", tabindex: "-1", onclick: () => this.onPick(index) }, dot, label, value);
      return { row: h("li", {}, button), dot, value };
    });
    fill(this.frame, ...this.rows.map((one) => one.row));
  }

  /** @param {Desk} desk */
  update(desk) {
    desk.fields.forEach((field, index) => {
      const parts = this.rows[index];
      if (!parts) return;
      const mark = markOf(field);
      parts.dot.className = `dot ${mark} ${mark === "sure" ? "" : "open"}`;
      const shown = field.several ? field.text.split(",") : field.text;
      const nothing = t(field.keying === "held" ? "review.held" : "pages.blank");
      parts.value.textContent = valueText(shown, field.text, field.options) || nothing;
      parts.value.classList.toggle("soft", field.text === "");
      if (parts.row.hasAttribute("aria-current") === (index === desk.at)) return;
      parts.row.toggleAttribute("aria-current", index === desk.at);
      if (index === desk.at) parts.row.scrollIntoView({ block: "nearest" });
    });
  }
}
