// The review desk: brings the reducer, the server and what is seen together.

import { call, keepLooking, Problem, withQuery } from "../static/api.js";
import { showHelp, tell, tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { readKey } from "../static/keys.js";
import { fetchCrops, PagePictures } from "../static/picture.js";
import { reasonList, valueText } from "../static/scans.js";
import { formTitle, loadForms, titleOf } from "../static/templates.js";
import { t } from "../static/texts.js";
import { current, goTo, judge, left, openDesk, press, refused, taken, type } from "./desk.js";
import { forgetDrafts, keepDrafts, readDrafts } from "./drafts.js";
import { Editor } from "./editor.js";
import { FieldList, markOf, toDesk } from "./fields.js";
import { askReason } from "./rejecting.js";
import { claim, FormInHand } from "./server.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("../static/types.js").FormTitle} FormTitle */
/** @typedef {import("./desk.js").Desk} Desk */

const LAST_ACCEPTED = "review-last-accepted";
const SKIPPED = 100; // as many as the server takes
const person = byId("desk").dataset.person ?? "";
const pictures = new PagePictures(byId("pictures"), (path) => pickPath(path));
const list = new FieldList(byId("fields"), (index) => set(goTo(desk, index)));
const editor = new Editor(byId("editor"), {
  typed: (text) => set(type(desk, text)),
  picked: (number) => set(press(desk, { key: String(number), code: `Digit${number}`, alt: true })),
});

/** @type {FormInHand | null} */
let form = null;
let desk = openDesk([]);
/** @type {import("./drafts.js").Drafts} */
let drafts = {};
/** @type {FormTitle[]} */
let forms = [];
/** @type {string[]} forms that this person left to others */
let skipped = [];
/** Asks at once how much waits. */
let lookNow = () => {};
/** Between one form and the next keys belong to neither. */
let busy = false;

/** @param {"idle" | "lost" | "desk"} what */
function show(what) {
  for (const id of ["idle", "lost", "desk"]) byId(id).hidden = id !== what;
}

/** Claims a form and lays it on the desk. @param {string | null} id the form that is wanted; else the next one */
async function open(id = null) {
  const scan = await claim(id, skipped);
  if (!scan && skipped.length) {
    // Nothing else is left: what was skipped comes round again.
    skipped = [];
    tell("look", t("review.only_skipped"));
    await open();
    return;
  }
  if (!scan) {
    form?.close();
    form = null;
    history.replaceState(null, "", "/review");
    byId("idle-undo").hidden = !sessionStorage.getItem(LAST_ACCEPTED);
    show("idle");
    return;
  }
  lay(scan);
}

/** @param {Scan} scan */
function lay(scan) {
  form?.close();
  form = new FormInHand(scan, {
    lost: () => show("lost"),
    judged: (path, fresh) => {
      scan.fields = fresh.fields;
      set(judge(desk, path, toDesk(scan.fields, {})));
    },
    refused: (path, why) => set(refused(desk, path, why)),
    waiting: (n, offline) => {
      byId("saving").textContent = n ? t(offline ? "review.unsaved" : "review.saving") : "";
      byId("saving").className = offline ? "look" : "soft";
    },
  });
  history.replaceState(null, "", withQuery("/review", { scan: scan.id }));
  drafts = readDrafts(person, scan.id);
  desk = openDesk(toDesk(scan.fields, drafts));
  show("desk");
  drawForm(scan);
  draw();
  lookNow();
}

/** @param {Scan} scan */
function drawForm(scan) {
  byId("form-title").textContent = formTitle(scan) || t("pages.state.needs_template");
  const file = byIdAs("file-name", HTMLAnchorElement);
  file.textContent = scan.file_name;
  file.href = `/scans/${scan.id}`;
  // How many fields want a look is said above them anyway.
  const reasons = reasonList(scan.reasons.filter((reason) => reason.code !== "fields_to_review"));
  fill(byId("form-reasons"), reasons && h("div", { class: "notice look" }, reasons));
  const outlines = scan.fields.map((field, index) => {
    const mine = desk.fields[index];
    return { path: field.path, page: field.page, box: field.box, mark: mine ? markOf(mine) : "sure", title: field.label };
  });
  pictures.show(scan.id, scan.pages, outlines, (page) => t("scan.picture_of_page", { page }));
  list.show(scan.fields);
  fetchCrops(scan.id, desk.fields.filter((field) => field.doubtful).map((field) => field.path));
}

/** The one way in which the desk changes. @param {Desk} next */
function set(next) {
  if (next === desk || !form || form.closed) return;
  const before = desk;
  desk = next.task ? taken(next) : next;
  for (const [index, field] of desk.fields.entries()) {
    const confirmedNow = field.confirmed && !before.fields[index]?.confirmed;
    if (confirmedNow) form.save(field);
  }
  keepDrafts(person, form.scan.id, desk.fields);
  draw();
  if (next.task) during(() => carryOut(next.task));
}

/** @param {() => Promise<unknown>} act */
function during(act) {
  if (busy) return;
  busy = true;
  void act()
    .catch(failed)
    .finally(() => {
      busy = false;
    });
}

function draw() {
  if (!form) return;
  const field = current(desk);
  const read = form.scan.fields[desk.at];
  const draft = field && drafts[field.path];
  if (form.scan.state === "needs_template") drawChoice();
  else if (field && read) editor.show(form.scan.id, field, read, draft && field.text === draft.text ? shownValue(field) : "");
  else editor.showLast(t("review.last"));
  list.update(desk);
  for (const one of desk.fields) pictures.mark(one.path, markOf(one));
  pictures.point(field?.path);
  const choosing = form.scan.state === "needs_template";
  byId("desk").classList.toggle("choosing", choosing);
  const open = choosing ? 1 : left(desk);
  byId("left-count").textContent = choosing ? t("pages.state.needs_template") : countText(open);
  byId("left-count").className = `state ${open ? "look" : "sure"}`;
  byId("enter-means").textContent = t(field ? "review.enter_confirm" : "review.enter_accept");
}

/** @param {number} open */
function countText(open) {
  return open ? t("review.left", { n: open }) : t("review.none_left");
}

/** @param {import("./desk.js").DeskField} field what the server has, for people */
function shownValue(field) {
  return valueText(field.saved, field.saved, field.options) || t("pages.blank");
}

/** No form was recognised: a person says which it is. */
function drawChoice() {
  const buttons = forms.map((one, index) =>
    h("button", { type: "button", onclick: () => during(() => chooseForm(one.name)) },
      index < 9 && h("kbd", {}, String(index + 1)), titleOf(one)));
  fill(byId("editor"), h("h2", {}, t("review.choose_form")), h("p", { class: "soft" }, t("review.choose_form_more")),
    h("div", { class: "forms" }, ...buttons));
  buttons[0]?.focus();
}

/** @param {string} name */
async function chooseForm(name) {
  await form?.end("template", { template: name });
  await open();
}

/** @param {import("./desk.js").Task} task */
async function carryOut(task) {
  if (task === "help") showHelp();
  if (task === "undo_accept") await undoAccept();
  if (!form) return;
  if (task === "accept") await accept(form);
  if (task === "skip") await skip(form);
  if (task === "reject") await reject(form);
}

/** @param {FormInHand} done */
async function accept(done) {
  await done.saving;
  // A value that was refused meanwhile keeps the form on the desk.
  if (left(desk)) return;
  await done.end("accept");
  forgetDrafts(person, done.scan.id);
  sessionStorage.setItem(LAST_ACCEPTED, done.scan.id);
  await open();
  tell("sure", t("review.accepted"));
}

/** @param {FormInHand} unwanted */
async function skip(unwanted) {
  await unwanted.end("release");
  skipped = [...skipped, unwanted.scan.id].slice(-SKIPPED);
  await open();
}

/** @param {FormInHand} bad */
async function reject(bad) {
  const reason = await askReason();
  if (!reason) return editor.focus();
  await bad.end("reject", { reason });
  forgetDrafts(person, bad.scan.id);
  await open();
}

async function undoAccept() {
  const last = sessionStorage.getItem(LAST_ACCEPTED);
  if (!last) return tell("look", t("review.nothing_to_undo"));
  await call("POST", `/scans/${last}/review/undo`);
  sessionStorage.removeItem(LAST_ACCEPTED);
  await form?.end("release");
  await open(last);
  tell("sure", t("review.taken_back"));
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof Problem && (error.code === "lease_lost" || error.code === "reviewed_by_other")) show("lost");
  else tellProblem(error);
}

/** @param {string} path */
function pickPath(path) {
  set(goTo(desk, desk.fields.findIndex((field) => field.path === path)));
}

function zoom() {
  const close = byId("pictures").classList.toggle("close");
  byId("zoom").setAttribute("aria-pressed", String(close));
  pictures.point(current(desk)?.path);
  editor.focus();
}

/** Looks for work while there is none, and how much waits while there is some. */
async function lookForWork() {
  const waiting = await call("GET", "/review/waiting");
  const others = waiting.count - (form && !form.closed ? 1 : 0);
  byId("waiting").textContent = others > 0 ? t("review.waiting", { n: others }) : "";
  if (!form && others > 0) during(() => open());
  return false;
}

document.addEventListener("keydown", (event) => {
  const key = readKey(event);
  if (busy || key.composing || document.querySelector("dialog[open]")) return;
  if (!form) {
    if (key.ctrl && key.key === "z") during(undoAccept);
    return;
  }
  if (key.key === "F4") {
    event.preventDefault();
    zoom();
    return;
  }
  if (form.scan.state === "needs_template" && !/^F\d+$/.test(key.key)) {
    const chosen = key.ctrl || key.alt ? undefined : forms[Number(key.key) - 1];
    if (chosen) during(() => chooseForm(chosen.name));
    return;
  }
  // A button that has the focus keeps its Enter; arrows inside several lines move between them.
  if (key.key === "Enter" && event.target instanceof HTMLButtonElement && event.target.closest(".legend, .topbar")) return;
  if (key.key.startsWith("Arrow") && event.target instanceof HTMLTextAreaElement) return;
  const next = press(desk, key);
  if (next === desk) return;
  event.preventDefault();
  set(next);
});

byId("do-enter").addEventListener("click", () => set(press(desk, { key: "Enter" })));
byId("do-undo").addEventListener("click", () => set(press(desk, { key: "z", ctrl: true })));
byId("do-skip").addEventListener("click", () => set(press(desk, { key: "F8" })));
byId("do-reject").addEventListener("click", () => set(press(desk, { key: "F9" })));
byId("zoom").addEventListener("click", zoom);
byId("idle-undo").addEventListener("click", () => during(undoAccept));
byId("claim-again").addEventListener("click", () => during(() => open(form?.scan.id).catch(() => open())));

const wanted = new URLSearchParams(location.search).get("scan");
const known = loadForms().catch(() => []);
during(async () => {
  forms = await known;
  await open(wanted).catch(async (error) => {
    tellProblem(error);
    if (wanted) await open();
  });
  lookNow = keepLooking(lookForWork, { soonest: 3000, latest: 15000 });
});
