// Machines' keys: made and shown once, moved to another site, revoked.

import { call } from "../static/api.js";
import { byId, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { t } from "../static/texts.js";
import { control, dialogForm, openForm, run, show, sure } from "../static/dialogs.js";
import { openRegister, stateCell, timeCell } from "./register.js";
import { shownOnce } from "./secrets.js";
import { fillSites, siteName } from "./site_choice.js";

/**
 * @typedef {object} Key
 * @property {string} id
 * @property {string} name
 * @property {string[]} scopes
 * @property {string} created_at
 * @property {string | null} last_used_at
 * @property {string | null} revoked_at
 * @property {string | null} site
 */

/** @type {import("./site_choice.js").Site[]} */
let sites = [];

/** @returns {Promise<Key[]>} */
async function fetchAll() {
  const [keys, places] = await Promise.all([call("GET", "/keys"), call("GET", "/sites")]);
  sites = places.items;
  /** @type {Key[]} */
  const all = keys.items;
  // What opens nothing any more stands below what does.
  return [...all.filter((key) => !key.revoked_at), ...all.filter((key) => key.revoked_at)];
}

/** @param {Key} key */
function row(key) {
  const revoked = key.revoked_at !== null;
  const used = key.last_used_at ? shortTime(key.last_used_at) : t("admin.keys.never");
  return h("tr", { class: revoked ? "closed" : "" },
    h("td", { class: "name" }, key.name),
    stateCell(revoked ? "soft" : "sure", t(revoked ? "admin.keys.revoked" : "admin.keys.valid")),
    h("td", {}, h("ul", { class: "tags" }, ...key.scopes.map((scope) => h("li", { title: scope }, t(`admin.scope.${scope.replace(":", "_")}`))))),
    h("td", {}, siteName(sites, key.site)),
    h("td", { "data-label": t("admin.keys.used"), title: fullTime(key.last_used_at) }, used),
    timeCell(t("admin.keys.made"), key.created_at),
    h("td", { class: "act" },
      !revoked && h("button", { type: "button", onclick: () => move(key) }, t("admin.keys.move")), " ",
      !revoked && h("button", { type: "button", onclick: run(() => revoke(key)) }, t("admin.keys.revoke"))));
}

function add() {
  const [dialog, form] = dialogForm("new");
  form.reset();
  fillSites(control(form, "site", HTMLSelectElement), sites);
  openForm(dialog, async (filled) => {
    const made = await call("POST", "/keys", {
      name: filled.get("name"), scopes: filled.getAll("scopes"), site: filled.get("site") || null,
    });
    await load();
    void show(t("admin.keys.added", { name: made.name }), [shownOnce(t("admin.keys.shown_once"), made.key)]);
  });
  control(form, "name", HTMLInputElement).focus();
}

/** @param {Key} key */
function move(key) {
  const [dialog, form] = dialogForm("move");
  byId("move-title").textContent = key.name;
  fillSites(control(form, "site", HTMLSelectElement), sites, key.site);
  openForm(dialog, async (filled) => {
    await call("PATCH", `/keys/${key.id}`, { site: filled.get("site") });
    await load();
  });
}

/** @param {Key} key */
async function revoke(key) {
  const yes = t("admin.keys.revoke");
  if (!(await sure(t("admin.keys.revoke_sure", { name: key.name }), { note: t("admin.keys.revoke_note"), yes }))) return;
  await call("DELETE", `/keys/${key.id}`);
  await load();
}

const load = openRegister({
  fetchAll, row, add, count: (all) => t("admin.keys.count", { n: all.filter((key) => !key.revoked_at).length }),
});
