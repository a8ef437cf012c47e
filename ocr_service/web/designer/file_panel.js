// The template file that the drawing is, and changes to it.

import { call } from "../static/api.js";
import { fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";

/** @typedef {import("./saving.js").Draft} Draft */
/** @typedef {import("./saving.js").Saver} Saver */

/** @param {HTMLElement} panel @param {Saver} saver @param {(draft: Draft) => void} applied @param {(act: Promise<unknown>) => void} during */
export function drawFile(panel, saver, applied, during) {
  const text = h("textarea", { id: "yaml", spellcheck: "false", "aria-label": t("designer.tab.file") });
  text.value = saver.draft.yaml;
  const apply = async () => {
    await saver.flush();
    applied(await call("PUT", `/template-drafts/${saver.draft.id}/file`, { revision: saver.draft.revision, yaml: text.value }));
  };
  fill(panel, h("p", { class: "soft" }, t("designer.file_hint")), text,
    h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => during(apply()) }, t("designer.apply_file"))));
}
