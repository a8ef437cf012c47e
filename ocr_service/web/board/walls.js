// Links for screens in the hall: made, shown once, taken back.

import { sure } from "../static/dialogs.js";
import { call } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime } from "../static/format.js";
import { t } from "../static/texts.js";

export async function openWalls() {
  byId("made-wall").hidden = true;
  byIdAs("walls", HTMLDialogElement).showModal();
  await drawLinks();
}

async function drawLinks() {
  const { items } = await call("GET", "/board/wall-links");
  fill(byId("wall-links"), ...items.map(linkRow));
  byId("no-walls").hidden = items.length > 0;
}

/** @param {any} link */
function linkRow(link) {
  const used = link.used_at ? t("board.wall_used", { at: fullTime(link.used_at) }) : t("board.wall_unused");
  return h("li", { class: "row" },
    h("strong", {}, link.name),
    h("span", { class: "soft" }, used),
    h("button", { type: "button", onclick: () => void askAndRevoke(link).catch(tellProblem) }, t("board.revoke")));
}

/** @param {any} link */
async function askAndRevoke(link) {
  const note = t("board.revoke_note");
  if (!(await sure(t("board.revoke_sure", { name: link.name }), { note, yes: t("board.revoke") }))) return;
  await call("DELETE", `/board/wall-links/${link.id}`);
  byId("made-wall").hidden = true;
  await drawLinks();
}

/** @param {HTMLFormElement} form */
async function make(form) {
  const made = await call("POST", "/board/wall-links", { name: String(new FormData(form).get("name")) });
  const link = byIdAs("wall-address", HTMLAnchorElement);
  link.href = made.path;
  link.textContent = link.href;
  byId("made-wall").hidden = false;
  form.reset();
  await drawLinks();
}

byIdAs("wall-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void make(byIdAs("wall-form", HTMLFormElement)).catch(tellProblem);
});
