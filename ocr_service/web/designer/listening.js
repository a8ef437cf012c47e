// What buttons, tabs, tools and keys of the designer do.

import { byId } from "../static/dom.js";
import { isTyping, readKey } from "../static/keys.js";
import { press } from "./keys.js";

/** @typedef {import("./design.js").Design} Design */

const ZOOMS = new Map([["+", 1.25], ["=", 1.25], ["-", 1 / 1.25], ["0", 0]]);

/**
 * @typedef {object} Desk
 * @property {import("./canvas.js").Canvas} canvas
 * @property {(act: (design: Design) => Design) => boolean} doAct
 * @property {() => void} draw
 * @property {(tab: string) => void} setTab
 * @property {() => Design} design as it is now
 * @property {() => boolean} tries a filled scan is shown in place of the drawing
 * @property {Record<string, () => void>} buttons by their place on the page
 */

/** @param {Desk} desk */
export function listen({ canvas, doAct, draw, setTab, design, tries, buttons }) {
  for (const [name, act] of Object.entries(buttons)) byId(name).addEventListener("click", act);
  byId("tools").addEventListener("click", (event) => {
    const tool = event.target instanceof Element ? event.target.closest("[data-tool]") : null;
    if (tool instanceof HTMLElement) doAct((now) => ({ ...now, tool: /** @type {any} */ (tool.dataset.tool) }));
  });
  byId("tabs").addEventListener("click", (event) => {
    const wanted = event.target instanceof Element ? event.target.closest("[data-tab]") : null;
    if (wanted instanceof HTMLElement) setTab(wanted.dataset.tab ?? "zones");
  });
  byId("panel").addEventListener("focusout", (event) => {
    if (!byId("panel").contains(/** @type {Node | null} */ (event.relatedTarget))) draw();
  });
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") byId("canvas").focus();
    } else if (!tries()) {
      pressed(event);
    }
  });

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const key = readKey(event);
    const zoom = key.ctrl || key.alt ? undefined : ZOOMS.get(event.key);
    if (event.key === "Enter" && event.target === byId("canvas") && design().selected) {
      event.preventDefault();
      setTab("zones");
      byId("panel").querySelector("input")?.focus();
    } else if (key.key === "p" && !key.ctrl && !key.alt && !key.composing) {
      buttons.mend?.();
    } else if (zoom !== undefined) {
      canvas.zoom(zoom);
    } else if (doAct((now) => press(now, key, canvas.lines))) {
      event.preventDefault();
    }
  }
}
