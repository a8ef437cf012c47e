// The page Check: brings its rooms together. One is open at a time, and keys belong to it.

import { call, keepLooking, withQuery } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId } from "../static/dom.js";
import { readKey } from "../static/keys.js";
import { t } from "../static/texts.js";
import { AuditRoom } from "./audit_room.js";
import { ErrorsRoom } from "./errors_room.js";
import { GridRoom } from "./grid_room.js";
import { offerUndo, undoLast } from "./grid_undo.js";
import { GroupsRoom } from "./groups_room.js";
import { KeyingRoom } from "./keying_room.js";
import { TypingView } from "./typing_view.js";

/** @typedef {"alike" | "keying" | "audit" | "errors"} Mode */

/** Those that this person may use, in the order of their keys. */
const MODES = [...document.querySelectorAll("[data-mode]")].map((button) => /** @type {Mode} */ (button.getAttribute("data-mode")));

const typingView = new TypingView(byId("entry-frame"), {
  typed: (text) => typist().typed(text),
  picked: (index) => typist().picked(index),
  chosen: (index) => typist().chosen(index),
});
const groups = new GroupsRoom({ chosen: (group) => go(() => openGrid(group)), counted: (n) => count("alike", n) });
const grid = new GridRoom({ left: () => go(() => enterMode("alike")), failed });
const keying = new KeyingRoom(typingView, { idle: () => idle("keying"), left: () => go(() => enterMode("alike")), done: () => lookNow(), failed });
const audit = new AuditRoom(typingView, { idle: () => idle("audit"), left: () => go(() => enterMode("alike")), done: () => lookNow(), failed });

const errors = new ErrorsRoom();

/** @typedef {GroupsRoom | GridRoom | KeyingRoom | AuditRoom | ErrorsRoom} Room */

/** @type {Room} */
let room = groups;
let busy = false;

/** Whose the field in hand is. */
function typist() {
  return room === audit ? audit : keying;
}

/** @param {unknown} error */
function failed(error) {
  tellProblem(error);
}

/** @param {() => Promise<void>} act */
function go(act) {
  if (busy) return;
  busy = true;
  void act()
    .catch(failed)
    .finally(() => {
      busy = false;
    });
}

/** @param {Room} next @param {() => Promise<void>} open */
async function enter(next, open) {
  room.close();
  byId("idle").hidden = true;
  room = next;
  await open();
}

/** @param {Mode} mode */
async function enterMode(mode) {
  for (const button of document.querySelectorAll("[data-mode]")) {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-mode") === mode));
  }
  history.replaceState(null, "", withQuery("/check", { mode: mode === "alike" ? null : mode }));
  const next = { alike: groups, keying, audit, errors }[mode];
  await enter(next, () => next.open());
}

/** @param {import("./shapes.js").Group} group */
async function openGrid(group) {
  await enter(grid, async () => {
    if (!(await grid.open(group))) await enterMode("alike");
  });
}

/** The grid that was confirmed last is undone, and what has its doubts again is shown. */
async function undoGrid() {
  if (grid.isTouched()) return tell("look", t("check.undo_marked"));
  const group = await undoLast();
  if (!group) return;
  await grid.putDown();
  await openGrid(group);
}

/** Nothing waits any more. @param {Mode} mode */
function idle(mode) {
  room.close();
  byId("idle-words").textContent = t(`check.idle.${mode}`);
  byId("idle-more").textContent = t(`check.idle_more.${mode}`);
  byId("idle").hidden = false;
  lookNow();
}

/** @param {string} mode @param {number} waiting */
function count(mode, waiting) {
  byId(`waiting-${mode}`).textContent = waiting ? String(waiting) : "";
}

async function look() {
  const waiting = await call("GET", "/check/waiting");
  count("keying", waiting.keying);
  count("audit", waiting.audits);
  return false;
}

document.addEventListener("keydown", (event) => {
  const key = readKey(event);
  if (key.composing || document.querySelector("dialog[open]")) return;
  const mode = key.alt && !key.ctrl ? MODES[Number(/^Digit([1-9])$/.exec(key.code)?.[1]) - 1] : undefined;
  if (mode) {
    event.preventDefault();
    go(() => enterMode(mode));
  } else if (key.ctrl && key.key.toLowerCase() === "z" && (room === groups || (room === grid && !grid.isTyping()))) {
    event.preventDefault();
    go(undoGrid);
  } else if (!busy && !belongsToTarget(event) && room.press(key)) {
    event.preventDefault();
  }
});

/** A button keeps its Enter and its space; arrows inside several lines move between them. @param {KeyboardEvent} event */
function belongsToTarget({ key, target }) {
  if (!(target instanceof HTMLElement)) return false;
  if (key.startsWith("Arrow") && target instanceof HTMLTextAreaElement) return true;
  // Enter on an option goes on to the next field; the space bar ticks it.
  if (key === " " && target.closest(".choices")) return true;
  return (key === "Enter" || key === " ") && target.closest(".legend, .outcome, .topbar, .messages, .modes, .groups") !== null;
}

for (const button of document.querySelectorAll("[data-mode]")) {
  const mode = /** @type {Mode} */ (button.getAttribute("data-mode"));
  button.addEventListener("click", () => go(() => enterMode(mode)));
}
for (const [id, key] of Object.entries({ "confirm-entry": "Enter", "later-entry": "F8", "leave-typing": "Escape" })) {
  byId(id).addEventListener("click", () => typist().press({ key }));
}

byId("back-entry").addEventListener("click", () => typist().back());

offerUndo(() => go(undoGrid));

const wanted = new URLSearchParams(location.search).get("mode");
const lookNow = keepLooking(look, { soonest: 5000, latest: 20000 });
go(() => enterMode(MODES.find((mode) => mode === wanted) ?? "alike"));
