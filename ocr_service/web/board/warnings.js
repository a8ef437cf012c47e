// What will hurt soon: seen by somebody, closed with a note, kept in a ledger.

import { call } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { t } from "../static/texts.js";

/** @type {string} */
let closing = "";
/** What is shown, so that a list that has not changed keeps its focus. */
let shown = "";

export async function refreshWarnings() {
  const { items } = await call("GET", "/board/warnings");
  // What is over stands below what holds.
  items.sort((/** @type {any} */ one, /** @type {any} */ other) => Number(one.calm) - Number(other.calm));
  const said = JSON.stringify(items);
  if (said === shown) return;
  shown = said;
  fill(byId("warnings"), ...items.map(openWarning));
  byId("no-warnings").hidden = items.length > 0;
  byId("warnings-count").hidden = items.length === 0;
  byId("warnings-count").textContent = t("board.warnings_count", { n: items.length });
  if (byIdAs("ledger", HTMLDetailsElement).open) await showLedger();
}

export function focusWarnings() {
  byId("warnings").querySelector("button")?.focus();
}

export function startWarnings() {
  const dialog = byIdAs("closing", HTMLDialogElement);
  const form = byIdAs("closing-form", HTMLFormElement);
  byId("closing-cancel").addEventListener("click", () => dialog.close());
  byId("ledger").addEventListener("toggle", () => void showLedger().catch(tellProblem));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const note = String(new FormData(form).get("note"));
    void act(`/board/warnings/${closing}/close`, { note }).then((done) => {
      // What could not be said is not lost: the note stays in its box.
      if (!done) return;
      dialog.close();
      form.reset();
    });
  });
}

/** @param {any} warning */
function openWarning(warning) {
  const seen = warning.seen_by
    ? h("span", { class: "soft" }, t("board.seen_by", { name: warning.seen_by, at: shortTime(warning.seen_at) }))
    : h("button", { type: "button", onclick: () => void act(`/board/warnings/${warning.id}/see`) }, t("board.see"));
  return h("li", { class: "warning" },
    h("div", {},
      h("p", { class: `state ${warning.calm ? "soft" : "look"}` }, warning.what),
      h("p", {}, warning.what_to_do),
      h("p", { class: "row soft" },
        h("span", {}, t("board.who", { role: t(`pages.role.${warning.role}`) })),
        h("span", { title: fullTime(warning.opened_at) }, t("board.since", { at: shortTime(warning.opened_at) })),
        warning.calm && h("span", {}, t("board.calm")))),
    h("div", { class: "acts" },
      seen,
      h("button", { type: "button", onclick: () => askForNote(warning) }, t("board.close"))));
}

/** @param {any} warning */
function askForNote(warning) {
  closing = warning.id;
  byId("closing-what").textContent = warning.what;
  byIdAs("closing", HTMLDialogElement).showModal();
}

/** @param {string} path @param {unknown} [body] @returns {Promise<boolean>} whether it was done */
async function act(path, body) {
  const done = await call("POST", path, body).then(() => true, (error) => {
    tellProblem(error);
    return false;
  });
  await refreshWarnings().catch(tellProblem);
  return done;
}

async function showLedger() {
  const { items } = await call("GET", "/board/warnings?state=closed");
  fill(byId("closed"), ...items.map(closedWarning));
  byId("no-closed").hidden = items.length > 0;
}

/** @param {any} warning */
function closedWarning(warning) {
  const at = fullTime(warning.closed_at);
  const how = warning.closed_by === "system"
    ? t("board.closed_itself", { at })
    : t("board.closed_by", { at, name: warning.closed_by, note: warning.note });
  return h("li", { class: "warning" },
    h("p", {}, warning.what),
    h("p", { class: "soft" }, t("board.since", { at: fullTime(warning.opened_at) }), " · ", how));
}
