// Sites: the places that paper comes from.

import { call } from "../static/api.js";
import { byId, h } from "../static/dom.js";
import { t } from "../static/texts.js";
import { control, dialogForm, openForm, run, sure } from "../static/dialogs.js";
import { openRegister, stateCell, timeCell } from "./register.js";

/** @typedef {import("./site_choice.js").Site} Site */

/** @returns {Promise<Site[]>} */
async function fetchAll() {
  /** @type {Site[]} */
  const sites = (await call("GET", "/sites")).items;
  const intake = document.getElementById("intake");
  const code = intake?.dataset.site ?? "";
  const unknown = code !== "" && !sites.some((site) => site.code === code);
  intake?.classList.toggle("look", unknown);
  if (intake && unknown) intake.textContent = t("admin.sites.intake_unknown", { site: code });
  return sites;
}

/** @param {Site} site */
function row(site) {
  const open = site.closed_at === null;
  return h("tr", { class: open ? "" : "closed" },
    h("td", {}, h("button", { type: "button", class: "link", onclick: () => edit(site) }, site.name)),
    stateCell(open ? "sure" : "soft", t(open ? "admin.sites.open" : "admin.sites.closed")),
    h("td", { class: "figures" }, site.code),
    h("td", { class: "number", "data-label": t("admin.sites.people") }, String(site.people)),
    h("td", { class: "number", "data-label": t("admin.sites.keys") }, String(site.keys)),
    timeCell(t("admin.common.since"), site.created_at),
    h("td", { class: "act" }, h("button", { type: "button", onclick: run(() => setClosed(site, open)) },
      t(open ? "admin.sites.close" : "admin.sites.reopen"))));
}

/** @param {Site} [site] */
function edit(site) {
  const [dialog, form] = dialogForm("edit");
  form.reset();
  byId("edit-title").textContent = site ? site.code : t("admin.sites.add");
  byId("code-box").hidden = site !== undefined;
  const code = control(form, "code", HTMLInputElement);
  code.required = site === undefined;
  const name = control(form, "name", HTMLInputElement);
  name.value = site?.name ?? "";
  openForm(dialog, async () => {
    await (site
      ? call("PATCH", `/sites/${site.id}`, { name: name.value })
      : call("POST", "/sites", { code: code.value, name: name.value }));
    await load();
  });
  (site ? name : code).focus();
}

/** @param {Site} site @param {boolean} closed */
async function setClosed(site, closed) {
  const yes = t("admin.sites.close");
  if (closed && !(await sure(t("admin.sites.close_sure", { name: site.name }), { note: t("admin.sites.close_note"), yes }))) return;
  await call("PATCH", `/sites/${site.id}`, { closed });
  await load();
}

const load = openRegister({ fetchAll, row, add: () => edit() });
