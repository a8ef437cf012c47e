// The audit trail: who did what to which thing, and when.

import { API, call, withQuery } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime } from "../static/format.js";
import { formTitle, loadForms } from "../static/templates.js";
import { hasText, t, textsUnder } from "../static/texts.js";
import { changes, dayBegins, families } from "./audit_entries.js";
import { listenForKeys } from "./keyboard.js";

/** @typedef {import("./audit_entries.js").Entry} Entry */

const filters = byIdAs("filters", HTMLFormElement);
const rows = byId("rows");
const more = byIdAs("more", HTMLButtonElement);
const actions = families(textsUnder("audit."));
/** How values are said, by the part of an entry; those of the others are told as they are kept.
 * @type {Record<string, (value: string) => string>} */
const SAID = {
  state: (state) => nameOf(`pages.state.${state}`, nameOf(`scan.case.state.${state}`, state)),
  from: (state) => nameOf(`pages.state.${state}`, state),
  role: (role) => nameOf(`pages.role.${role}`, role),
  because: (why) => nameOf(`admin.family.${why}`, why),
  lane: (lane) => nameOf(`pages.lane.${lane}`, lane),
  scopes: (scope) => nameOf(`admin.scope.${scope.replace(":", "_")}`, scope),
  kind: (kind) => nameOf(`admin.kind.${kind}`, kind),
  erp_answer: (answer) => nameOf(`pages.answered.${answer}`, answer),
  code: (code) => nameOf(`error.${code}`, code),
  error: (code) => nameOf(`error.${code}`, code),
  reasons: (code) => nameOf(`error.${code}`, code),
  template: (name) => formTitle({ template: name }),
  templates: (name) => formTitle({ template: name }),
  expected: (name) => formTitle({ template: name }),
  events: (event) => nameOf(`admin.receiver.event.${event}`, event),
  language: (language) => nameOf(`admin.language.${language}`, language),
  auth: (choice) => nameOf(`setting.choice.${choice}`, choice),
  due_at: fullTime,
};
/** @param {string[]} parts @param {(part: string) => string} label @returns {import("./audit_entries.js").Words} */
const wordsOf = (parts, label) => Object.fromEntries(parts.map((part) => [part, { label: label(part), say: SAID[part] ?? ((told) => told) }]));
const WORDS = {
  ...wordsOf(textsUnder("setting."), (part) => t(`setting.${part}`)),
  ...wordsOf(textsUnder("admin.receiver."), (part) => t(`admin.receiver.${part}`)),
  ...wordsOf(textsUnder("admin.part."), (part) => t(`admin.part.${part}`)),
};
const MARKS = { colon: t("pages.colon"), comma: t("pages.list_separator"), yes: t("pages.yes"), no: t("pages.no") };
/** @type {string | null} */
let cursor = null;
let round = 0;

/** @param {string} key @param {string} value told as it is where there are no words for it */
function nameOf(key, value) {
  return hasText(key) ? t(key) : value;
}

/** What the filters ask for, as the API wants it. @returns {string} */
function query() {
  const given = new FormData(filters);
  const asked = new URLSearchParams();
  for (const name of ["about", "actor"]) {
    const value = String(given.get(name) ?? "").trim();
    if (value) asked.set(name, value);
  }
  for (const action of actions.get(String(given.get("action") ?? "")) ?? []) asked.append("action", action);
  const since = dayBegins(String(given.get("since") ?? ""), 0);
  const until = dayBegins(String(given.get("until") ?? ""), 1);
  if (since) asked.set("since", since);
  if (until) asked.set("until", until);
  return asked.toString();
}

async function refresh() {
  const mine = ++round;
  const page = await call("GET", `/audit?${query()}`);
  if (mine !== round) return;
  fill(rows, ...page.items.map(row));
  byId("none").hidden = page.items.length > 0;
  next(page.next_cursor);
  // Times as this page shows them: in the zone of the person's own machine.
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC");
  byId("export").setAttribute("href", `${API}/audit/export?zone=${zone}&${query()}`);
}

async function loadMore() {
  const page = await call("GET", `/audit?${query()}&cursor=${encodeURIComponent(cursor ?? "")}`);
  rows.append(...page.items.map(row));
  next(page.next_cursor);
}

/** @param {string | null} found */
function next(found) {
  cursor = found;
  more.hidden = found === null;
  byId("count").textContent = t(found ? "admin.audit.first" : "admin.audit.all", { n: rows.children.length });
}

/** @param {Entry} entry */
function row(entry) {
  const changed = changes(entry, WORDS, MARKS);
  return h("tr", {},
    h("td", { class: "soft moment" }, fullTime(entry.at)),
    h("td", { class: "actor" }, actorName(entry)),
    h("td", {}, entry.text, changed && h("span", { class: "change" }, changed)),
    h("td", { class: "subject" }, subject(entry)));
}

/** @param {Entry} entry */
function actorName(entry) {
  if (entry.actor_name) return entry.actor_name;
  const [kind] = entry.actor.split(":");
  const key = `scan.actor.${kind === "endpoint" ? "receiver" : kind}`;
  return hasText(key) ? t(key) : entry.actor;
}

/** @param {Entry} entry */
function subject(entry) {
  const name = entry.subject_name ?? nameOf(`admin.subject.${entry.subject}`, formTitle({ template: entry.subject }));
  const href = { scan: `/scans/${entry.subject}`, hook: `/admin/receivers/${entry.subject}`, warn: "/board", wall: "/board" }[entry.subject.split("_")[0] ?? ""];
  const only = h("button", { type: "button", class: "quiet", title: t("admin.audit.only_this"), "aria-label": t("admin.audit.only_this"), onclick: () => showOnly(entry.subject) }, "⌕");
  return h("span", {}, href && !entry.subject_gone ? h("a", { href }, name) : name, " ", only, entry.subject_gone && h("span", { class: "change" }, t("admin.audit.gone")));
}

/** @param {string} about */
function showOnly(about) {
  filters.reset();
  const box = filters.elements.namedItem("about");
  if (box instanceof HTMLInputElement) box.value = about;
  apply();
}

function apply() {
  const kept = Object.fromEntries([...new FormData(filters)].map(([name, value]) => [name, String(value)]));
  history.replaceState(null, "", withQuery(location.pathname, kept));
  void refresh().catch(tellProblem);
}

/** Filters of the address go into the controls. */
function readAddress() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const control = filters.elements.namedItem(name);
    if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = value;
  }
}

async function fillFilters() {
  const action = /** @type {HTMLSelectElement} */ (filters.elements.namedItem("action"));
  const groups = [...new Set([...actions.keys()].map((name) => name.split(".")[0] ?? ""))];
  for (const family of groups) {
    const own = [...actions.keys()].filter((name) => name.startsWith(`${family}.`));
    const label = hasText(`admin.family.${family}`) ? t(`admin.family.${family}`) : family;
    action.append(h("optgroup", { label }, h("option", { value: family }, t("admin.audit.any_of", { what: label })),
      ...own.map((name) => h("option", { value: name }, t(`audit.${name}`, { field: "…" })))));
  }
  if (filters.dataset.knowsPeople !== "true") return;
  const actor = filters.elements.namedItem("actor");
  const [people, keys] = await Promise.all([call("GET", "/users"), call("GET", "/keys")]);
  if (actor instanceof HTMLSelectElement) {
    actor.append(
      ...people.items.map((/** @type {{id: string, name: string}} */ one) => h("option", { value: `user:${one.id}` }, one.name)),
      ...keys.items.map((/** @type {{id: string, name: string}} */ one) => h("option", { value: `key:${one.id}` }, one.name)));
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
filters.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(apply, 250);
});
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(apply));
more.addEventListener("click", () => void loadMore().catch(tellProblem));
listenForKeys({ search: filters.querySelector("input"), rows });
void Promise.all([loadForms(), fillFilters()]).then(() => { readAddress(); return refresh(); }).catch(tellProblem);
