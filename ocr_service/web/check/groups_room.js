// Which alike readings wait: by form and field, by what was read, by the character in doubt.

import { call } from "../static/api.js";
import { byId, fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";

/** @typedef {import("./shapes.js").Group} Group */

/** @param {Group} group */
export function nameOf(group) {
  if (group.field) return `${group.form ?? group.template} · ${group.label ?? group.field}`;
  return group.character ? t("check.doubt_at", { character: group.character }) : t("check.read_as", { text: group.text ?? "" });
}

export class GroupsRoom {
  /** @param {{chosen: (group: Group) => void, counted: (cells: number) => void}} hands */
  constructor(hands) {
    this.hands = hands;
  }

  async open() {
    const found = await call("GET", "/check/groups");
    for (const kind of ["field", "value", "character"]) this.list(`by-${kind}`, found[`by_${kind}`]);
    this.hands.counted(found.by_field.reduce((/** @type {number} */ sum, /** @type {Group} */ one) => sum + one.cells, 0));
    byId("groups").hidden = false;
    this.buttons()[0]?.focus();
  }

  close() {
    byId("groups").hidden = true;
  }

  /** @param {import("../static/keys.js").Key} key @returns {boolean} whether the key meant something here */
  press(key) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key.key];
    if (!step) return false;
    const buttons = this.buttons();
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
    return true;
  }

  /** @returns {HTMLElement[]} the groups; never what undoes a grid, which an Enter too many would press */
  buttons() {
    return [...byId("groups").querySelectorAll(/** @type {"button"} */ (".groups button"))];
  }

  /** @param {string} id @param {Group[]} groups */
  list(id, groups) {
    const rows = groups.map((group) => {
      const name = group.field ? [h("span", { class: "soft" }, group.form ?? ""), h("b", {}, group.label ?? group.field)]
        : [h("b", { class: "figures" }, group.character ?? group.text ?? "")];
      const counts = h("span", { class: "soft counts" }, t("check.counts", { cells: group.cells, forms: group.forms }));
      return h("li", {}, h("button", { type: "button", onclick: () => this.hands.chosen(group) }, h("span", { class: "what" }, ...name), counts));
    });
    fill(byId(id), ...(rows.length ? rows : [h("li", { class: "soft none" }, t("check.no_groups"))]));
  }
}
