// The zones of the page that is shown as a list, in reading order, and what is doubtful among them.

import { byId, fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";
import { inReadingOrder, select, toggle } from "./design.js";
import { doubtfulKeys, nextDoubtful, removeDoubtful } from "./doubts.js";
import { partOf } from "./parts.js";
import { nameOf } from "./shapes.js";

/** @typedef {import("./design.js").Design} Design */
/** @typedef {(act: (design: Design) => Design) => void} DoAct */

let drawn = "";

/** @param {Design} design @param {ReadonlySet<string>} wrong @param {DoAct} doAct */
export function drawList(design, wrong, doAct) {
  const doubtful = doubtfulKeys(design);
  const zones = inReadingOrder(design.content, design.page).map((zone) => ({
    key: zone.key, name: nameOf(design, zone), kind: kindText(design, zone),
    inner: zone.kind === "column" || zone.kind === "option",
    inHand: zone.key === design.selected || design.also.includes(zone.key),
    state: wrong.has(zone.key) ? "state wrong" : doubtful.has(zone.key) ? "state look" : "",
  }));
  // A button that is put anew between the press and the release of the mouse gets no click.
  const now = JSON.stringify(zones);
  if (now !== drawn) {
    drawn = now;
    fill(byId("zone-list"), ...zones.map(({ key, name, kind, inner, inHand, state }) => {
      const take = (/** @type {MouseEvent} */ event) => doAct((design) => (event.ctrlKey || event.metaKey ? toggle : select)(design, key));
      return h("li", { class: inner ? "inner" : "", "aria-current": inHand ? "true" : null },
        h("button", { type: "button", "data-key": key, onclick: take }, h("span", { class: state }, name), h("span", { class: "soft" }, kind)));
    }));
    byId("zone-list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }
  drawDoubts(doubtful.size, doAct);
}

/** @param {number} count @param {DoAct} doAct */
function drawDoubts(count, doAct) {
  byId("doubts").hidden = !count;
  if (count) {
    fill(byId("doubts"), h("span", {}, t("designer.doubts", { n: count })),
      h("button", { type: "button", onclick: () => doAct(nextDoubtful) }, t("designer.next_doubtful"), " ", h("kbd", {}, "U")),
      h("button", { type: "button", id: "remove-doubtful", onclick: () => doAct(removeDoubtful) }, t("designer.remove_doubtful")));
  }
}

/** @param {Design} design @param {import("./parts.js").Zone} zone */
function kindText({ content }, { kind, key }) {
  if (kind !== "field" && kind !== "column") return t(`designer.kind.${kind}`);
  const type = partOf(content, key)?.read?.type;
  return type ? t(`designer.type.${type}`) : "";
}
