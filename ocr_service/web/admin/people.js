// People: who may sign in, as what, and where they belong.

import { call } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, fill, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { t } from "../static/texts.js";
import { control, dialogForm, openForm, run, show, sure } from "../static/dialogs.js";
import { openRegister, stateCell, timeCell } from "./register.js";
import { newPassword, shownOnce } from "./secrets.js";
import { fillSites, siteName } from "./site_choice.js";

/**
 * @typedef {object} Someone
 * @property {string} id
 * @property {string} name
 * @property {string} role
 * @property {boolean} active
 * @property {string} created_at
 * @property {string | null} locked_until
 * @property {string | null} site
 * @property {number} browsers
 * @property {string | null} seen_at
 */

/** @type {import("./site_choice.js").Site[]} */
let sites = [];

/** @returns {Promise<Someone[]>} */
async function fetchAll() {
  const [users, places] = await Promise.all([call("GET", "/users"), call("GET", "/sites")]);
  sites = places.items;
  return users.items;
}

/** @param {Someone} one */
function row(one) {
  return h("tr", { class: one.active ? "" : "closed" },
    h("td", {}, h("button", { type: "button", class: "link", onclick: () => change(one) }, one.name)),
    stateOf(one),
    h("td", {}, t(`pages.role.${one.role}`)),
    h("td", {}, siteName(sites, one.site)),
    h("td", { title: fullTime(one.seen_at) }, one.browsers ? t("admin.people.seen", { n: one.browsers, at: shortTime(one.seen_at) }) : ""),
    timeCell(t("admin.common.since"), one.created_at));
}

/** @param {Someone} one */
function stateOf(one) {
  if (!one.active) return stateCell("soft", t("admin.people.closed"));
  const locked = one.locked_until !== null && new Date(one.locked_until) > new Date();
  if (locked) return stateCell("look", t("admin.people.locked", { at: shortTime(one.locked_until) }));
  return stateCell("sure", t("admin.people.active"));
}

function add() {
  const [dialog, form] = dialogForm("new");
  form.reset();
  fillSites(control(form, "site", HTMLSelectElement), sites);
  const password = newPassword();
  control(form, "password", HTMLInputElement).value = password;
  const role = control(form, "role", HTMLSelectElement);
  role.onchange = () => fill(byId("role-hint"), t(`admin.people.role_hint.${role.value}`));
  role.onchange(new Event("change"));
  openForm(dialog, async (filled) => {
    const given = Object.fromEntries(filled);
    const made = await call("POST", "/users", { ...given, site: given.site || null });
    await load();
    void show(t("admin.people.added", { name: made.name }), [shownOnce(t("admin.people.tell_password"), String(given.password))]);
  });
  control(form, "name", HTMLInputElement).focus();
}

/** @param {Someone} one */
function change(one) {
  const [dialog, form] = dialogForm("change");
  byId("change-title").textContent = one.name;
  control(form, "role", HTMLSelectElement).value = one.role;
  fillSites(control(form, "site", HTMLSelectElement), sites, one.site);
  fill(byId("acts"),
    button("admin.people.new_password", () => resetPassword(one)),
    one.browsers > 0 && button("admin.people.end_sessions", () => endSessions(one)),
    one.active ? button("admin.people.close", () => close(one)) : button("admin.people.open", () => setActive(one, true)));
  fill(byId("session-hint"), one.browsers ? t("admin.people.seen", { n: one.browsers, at: fullTime(one.seen_at) }) : "");
  openForm(dialog, async (filled) => {
    await call("PATCH", `/users/${one.id}`, { role: filled.get("role"), site: filled.get("site") });
    await load();
  });

  /** @param {string} key @param {() => Promise<unknown>} act */
  function button(key, act) {
    return h("button", { type: "button", onclick: () => { dialog.close(); run(act)(); } }, t(key));
  }
}

/** @param {Someone} one */
async function resetPassword(one) {
  const yes = t("admin.people.new_password");
  if (!(await sure(t("admin.people.new_password_sure", { name: one.name }), { note: t("admin.people.new_password_note"), yes }))) return;
  const password = newPassword();
  await call("PUT", `/users/${one.id}/password`, { password });
  await load();
  await show(t("admin.people.password_of", { name: one.name }), [shownOnce(t("admin.people.tell_password"), password)]);
}

/** @param {Someone} one */
async function endSessions(one) {
  const answer = await call("DELETE", `/users/${one.id}/sessions`);
  tell("sure", t("admin.people.ended", { name: one.name, n: answer.ended }));
  await load();
}

/** @param {Someone} one */
async function close(one) {
  const yes = t("admin.people.close");
  if (await sure(t("admin.people.close_sure", { name: one.name }), { note: t("admin.people.close_note"), yes })) await setActive(one, false);
}

/** @param {Someone} one @param {boolean} active */
async function setActive(one, active) {
  await call("PATCH", `/users/${one.id}`, { active });
  await load();
}

const load = openRegister({
  fetchAll, row, add,
  count: (all) => t("admin.people.count", { n: all.filter((one) => one.active).length }),
  words: (one) => [one.name, t(`pages.role.${one.role}`), siteName(sites, one.site)],
});
