// A receiver's mappings: written, tried on a real result, saved as versions.

import { call, Problem, withQuery } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { formTitle, titleOf } from "../static/templates.js";
import { t } from "../static/texts.js";
import { control, run, show, submitForm } from "../static/dialogs.js";
import { emptyPlaces, pretty } from "./delivery_parts.js";

/**
 * @typedef {{template: string | null, version: number, expression: string, created_at: string}} Mapping
 */

/** Results that stand: a mapping can be tried on them. */
const ACCEPTED = ["accepted", "delivering", "delivered", "answered"];

/** What comes out empty: a name that the result does not have looks the same. @param {string} text the message */
function emptyNotice(text) {
  const empty = emptyPlaces(text);
  return empty.length > 0 && h("p", { class: "notice look" }, t("admin.receiver.empty_places", { places: empty.join(t("pages.list_separator")) }));
}

/**
 * @param {string} receiver
 * @param {import("../static/types.js").FormTitle[]} forms
 */
export async function startMappings(receiver, forms) {
  const path = `/webhook-endpoints/${receiver}/mappings`;
  const form = byIdAs("mapping", HTMLFormElement);
  const template = control(form, "template", HTMLSelectElement);
  const expression = control(form, "expression", HTMLTextAreaElement);
  const scan = control(form, "scan", HTMLSelectElement);
  /** @type {Mapping[]} */
  let versions = [];

  async function load() {
    versions = (await call("GET", path)).items;
    showNewest();
  }

  function showNewest() {
    expression.value = versions.find((one) => (one.template ?? "") === template.value)?.expression ?? "";
  }

  async function loadScans() {
    const query = new URLSearchParams(ACCEPTED.map((state) => ["state", state]));
    const page = await call("GET", withQuery("/scans", { template: template.value, limit: 20 }) + `&${query}`);
    /** @type {import("../static/types.js").ScanRow[]} */
    const items = page.items;
    fill(scan, ...items.map((one) => h("option", { value: one.id }, `${one.file_name} · ${formTitle(one)} · ${shortTime(one.created_at)}`)));
    const none = items.length === 0;
    byIdAs("preview", HTMLButtonElement).disabled = none;
    if (none) fill(scan, h("option", { value: "" }, t("admin.receiver.no_scan")));
  }

  async function preview() {
    try {
      const shown = await call("POST", `${path}/preview`, { expression: expression.value, scan_id: scan.value });
      fill(byId("previewed"), h("p", { class: "soft" }, shown.content_type),
        emptyNotice(shown.text),
        h("pre", { class: "sheet", tabindex: "0", role: "region", "aria-label": t("admin.receiver.preview") }, pretty(shown.text)));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      fill(byId("previewed"), h("div", { class: "notice wrong" }, h("p", {}, error.message)));
    }
    // It lies below the form, often below the edge of the screen.
    byId("previewed").scrollIntoView({ block: "nearest" });
  }

  /** @param {Mapping} one */
  function version(one) {
    const form = forms.find((known) => known.name === one.template);
    const back = h("button", { type: "button", onclick: () => { template.value = one.template ?? ""; expression.value = one.expression; back.closest("dialog")?.close(); } }, t("admin.receiver.take_back"));
    return h("tr", {},
      h("td", {}, form ? titleOf(form) : one.template ?? t("admin.receiver.mapping_all")),
      h("td", { class: "number" }, String(one.version)),
      h("td", { class: "soft" }, fullTime(one.created_at)),
      h("td", {}, h("pre", {}, one.expression || t("admin.receiver.as_it_is"))),
      h("td", { class: "act" }, back));
  }

  template.append(...forms.map((one) => h("option", { value: one.name }, titleOf(one))));
  template.addEventListener("change", run(async () => { showNewest(); await loadScans(); }));
  byId("preview").addEventListener("click", run(preview));
  byId("versions").addEventListener("click", () => {
    const table = h("div", { class: "scroll-x" }, h("table", {}, h("tbody", {}, ...versions.map(version))));
    void show(t("admin.receiver.versions"), [versions.length ? table : h("p", { class: "soft" }, t("admin.receiver.no_versions"))], { broad: true });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submitForm(form, async () => {
      const saved = await call("POST", path, { expression: expression.value, template: template.value || null });
      tell("sure", t("admin.receiver.mapping_saved", { n: saved.version }));
      await load();
    });
  });
  await Promise.all([load(), loadScans()]);
}
