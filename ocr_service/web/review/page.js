// The review desk: brings the reducer, the server and what is seen together.

import { call, keepLooking, Problem, withQuery } from "../static/api.js";
import { showHelp, tell, tellProblem } from "../static/base.js";
import { loadComments } from "../static/comments.js";
import { byId } from "../static/dom.js";
import { readKey } from "../static/keys.js";
import { loadForms } from "../static/templates.js";
import { t } from "../static/texts.js";
import { Ahead } from "./ahead.js";
import { ask, tellColleague } from "./asking.js";
import { Completing, moreOf } from "./completing.js";
import { current, goTo, isChanged, judge, left, offer, openDesk, press, refused, taken, type } from "./desk.js";
import { allDrafts, forgetDrafts, keepDrafts, readDrafts } from "./drafts.js";
import { toDesk } from "./fields.js";
import { chooseFromQueue, loadQueue, waitingFor } from "./queue.js";
import { inReadingOrder } from "./reading_order.js";
import { askReason } from "./rejecting.js";
import { claim, claimNext, FormInHand } from "./server.js";
import { Tabling } from "./tabling.js";
import { DeskView, wantsForm } from "./view.js";
import { isSame, keepWanted, readWanted } from "./wanted.js";

/** @typedef {import("../static/types.js").Scan} Scan */

const LAST_ACCEPTED = "review-last-accepted";
const LOST = new Set(["lease_lost", "reviewed_by_other", "scan_state_conflict"]);
const SKIPPED = 100; // as many as the server takes
const person = byId("desk").dataset.person ?? "";
const view = new DeskView({
  typed: (text) => {
    set(type(desk, text));
    const field = current(desk);
    if (form && field) completing.typed(`${form.scan.template} ${form.scan.template_version}`, form.scan.id, field.path, text);
  },
  picked: (number) => set(press(desk, { key: String(number), code: `Digit${number}`, alt: true })),
  field: (index) => set(goTo(desk, index)),
  form: (name) => during(() => chooseForm(name)),
  looked: () => view.pointAgain(desk),
});

const completing = new Completing((path, text, entries) =>
  set(offer(desk, path, text, entries.map((entry) => ({ text: entry.text, more: moreOf(entry) })))));
const tabling = new Tabling(person, {
  point: (path) => view.pictures.point(path),
  saved: rowsSaved,
  left: () => form && view.draw(form.scan, desk, drafts, forms),
  failed: (error) => failed(error),
});
/** Whose rows were changed last, until something else is done. */
let changedTable = "";

/** @type {FormInHand | null} */
let form = null;
let desk = openDesk([]);
/** @type {import("./drafts.js").Drafts} */
let drafts = {};
/** @type {import("../static/types.js").FormTitle[]} */
let forms = [];
/** What this person works on. */
let wantedForms = readWanted(person);
const ahead = new Ahead();
/** @type {string[]} forms that this person left to others */
let skipped = [];
/** Between one form and the next keys belong to neither. */
let busy = false;
/** @type {import("../static/comments.js").Comment[]} */
let comments = [];
/** Asks at once how much waits. */
let lookNow = () => {};

/** Claims a form and lays it on the desk. @param {string | null} id the form that is wanted; else the next one */
async function open(id = null) {
  const scan = id ? await claim(id, wantedForms, skipped) : await claimNext(ahead.take(), wantedForms, skipped);
  form?.close();
  if (scan) {
    lay(scan);
  } else if (skipped.length) {
    // Nothing else is left: what was skipped comes round again.
    skipped = [];
    tell("look", t("review.only_skipped"));
    await open();
  } else {
    form = null;
    history.replaceState(null, "", "/review");
    byId("idle-undo").hidden = !sessionStorage.getItem(LAST_ACCEPTED);
    view.show("idle");
  }
}

/** @param {Scan} scan */
function lay(scan) {
  form = new FormInHand(scan, {
    lost,
    judged: (path, fresh) => {
      scan.fields = inReadingOrder(fresh.fields);
      set(judge(desk, path, toDesk(scan.fields, {})));
    },
    refused: (path, why) => set(refused(desk, path, why)),
    waiting: (unsaved, offline) => view.saving(unsaved, offline),
  });
  scan.fields = inReadingOrder(scan.fields);
  history.replaceState(null, "", withQuery("/review", { scan: scan.id }));
  drafts = readDrafts(person, scan.id);
  desk = openDesk(toDesk(scan.fields, drafts));
  changedTable = "";
  tabling.close();
  view.lay(scan, desk);
  view.draw(scan, desk, drafts, forms);
  view.due(scan.due_at);
  void showComments(form).catch(() => {});
  lookNow();
}

/** The one way in which the desk changes. @param {import("./desk.js").Desk} next */
function set(next) {
  if (next === desk || !form || form.closed) return;
  const before = desk;
  desk = next.task ? taken(next) : next;
  for (const [index, field] of desk.fields.entries()) {
    if (field.confirmed && !before.fields[index]?.confirmed) form.save(field);
  }
  keepDrafts(person, form.scan.id, desk.fields);
  view.draw(form.scan, desk, drafts, forms);
  if (next.task === "help") showHelp();
  else if (next.task === "reject") void askToReject(form);
  else if (next.task) during(() => carryOut(next.task));
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

/** @param {unknown} error */
function failed(error) {
  if (form && error instanceof Problem && LOST.has(error.code)) lost();
  else tellProblem(error);
}

/** The form is in other hands, or in nobody's; what was typed stays in the drafts. */
function lost() {
  form?.close();
  tabling.close();
  if (form) view.lost(form.scan, desk);
  byId("claim-again").focus();
}

/** @param {import("./desk.js").Task} task */
async function carryOut(task) {
  if (task === "undo_accept") await undoAccept();
  if (task === "accept" && form) await accept(form);
  if (task === "skip" && form) await skip(form);
}

/** Opens the table that the field in hand stands in, else the form's first one; what was typed there goes along. */
async function openTables() {
  if (!form || wantsForm(form.scan)) return;
  await form.saving;
  tabling.open(form.scan, current(desk)?.path.split("[")[0] ?? "", desk.fields.filter(isChanged));
}

/** @param {Scan} fresh @param {string} table */
function rowsSaved(fresh, table) {
  changedTable = table;
  layAgain(fresh, table);
  tell("sure", t("review.table.saved"));
}

/** The same form with other rows in a table: what was typed elsewhere stays. @param {Scan} fresh @param {string} table */
function layAgain(fresh, table) {
  if (!form) return;
  keepDrafts(person, form.scan.id, desk.fields.filter((field) => !field.path.startsWith(`${table}[`)));
  form.scan.fields = inReadingOrder(fresh.fields);
  drafts = readDrafts(person, form.scan.id);
  desk = openDesk(toDesk(form.scan.fields, drafts));
  view.lay(form.scan, desk);
  view.draw(form.scan, desk, drafts, forms);
}

async function undoRows() {
  if (!form) return;
  try {
    layAgain(await call("POST", `/scans/${form.scan.id}/tables/${changedTable}/undo`), changedTable);
    tell("sure", t("review.table.taken_back"));
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "no_table_edit") throw error;
    changedTable = "";
    tell("look", t("review.nothing_to_undo"));
  }
}

/** @param {FormInHand} done */
async function accept(done) {
  await done.saving;
  // A value that was refused meanwhile keeps the form on the desk.
  if (left(desk)) return;
  const answer = await done.end("accept");
  forgetDrafts(person, done.scan.id);
  sessionStorage.setItem(LAST_ACCEPTED, done.scan.id);
  await open();
  tell("sure", t(answer?.state === "needs_review" ? "review.left_to_keying" : "review.accepted"));
}

/** @param {FormInHand} unwanted */
async function skip(unwanted) {
  await unwanted.end("release");
  skipped = [...skipped, unwanted.scan.id].slice(-SKIPPED);
  await open();
}

/** What has been said about the form on the desk. @param {FormInHand} shown */
async function showComments(shown) {
  view.comments([]);
  const found = await loadComments(shown.scan.id);
  if (form !== shown) return;
  comments = found;
  view.comments(found);
}

/** @param {FormInHand} unclear */
async function askColleague(unclear) {
  const said = await ask(comments);
  if (!said) return view.editor.focus();
  during(async () => {
    if (said.to) await unclear.saving;
    if (await tellColleague(unclear.scan.id, said)) {
      unclear.close();
      await open();
      tell("sure", t("review.ask.handed", { name: said.to?.name ?? "" }));
    } else {
      await showComments(unclear);
      view.editor.focus();
    }
  });
}

/** @param {FormInHand} bad */
async function askToReject(bad) {
  const reason = await askReason();
  if (reason) during(() => reject(bad, reason));
}

/** @param {FormInHand} bad @param {string} reason */
async function reject(bad, reason) {
  await bad.end("reject", { reason });
  forgetDrafts(person, bad.scan.id);
  await open();
}

/** @param {string} name */
async function chooseForm(name) {
  await form?.end("template", { template: name });
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

/** Looks for work while there is none; while there is some, how much waits, and gets the next form ready. */
async function lookForWork() {
  const queue = await loadQueue();
  const mine = form && !form.closed ? 1 : 0;
  const others = waitingFor(queue, wantedForms) - mine;
  view.waiting(others, wantedForms);
  view.idle(queue.waiting);
  view.due(form?.scan.due_at);
  if (!form && others > 0) during(() => open());
  if (form) await ahead.look(wantedForms, skipped);
  return false;
}

/** Forms other than the one in hand with values that were typed here and never saved. */
function keptElsewhere() {
  const kept = allDrafts(person);
  kept.delete(form && !form.closed ? form.scan.id : "");
  return [...kept].map(([scan, values]) => ({ scan, values, forget: () => forgetDrafts(person, scan) }));
}

/** Shows what waits; another choice of forms takes the one in hand off the desk. */
async function showQueue() {
  const queue = await loadQueue();
  const chosen = await chooseFromQueue(queue, wantedForms, keptElsewhere());
  if (!chosen || isSame(chosen, wantedForms)) return;
  wantedForms = chosen;
  keepWanted(person, chosen);
  ahead.drop();
  during(async () => {
    if (form && !form.closed) await form.end("release");
    skipped = [];
    await open();
    lookNow();
  });
}

document.addEventListener("keydown", (event) => {
  const key = readKey(event);
  // Where the form was lost there is one button, and its keys are its own.
  if (busy || key.composing || document.querySelector("dialog[open]")) return;
  form?.touch();
  if (tabling.isOpen) {
    if (view.looking.press(key) || tabling.press(event)) event.preventDefault();
    return;
  }
  if (key.key === "F2") {
    event.preventDefault();
    void showQueue().catch(tellProblem);
  } else if (form?.closed) {
    return;
  } else if (!form) {
    if (key.ctrl && key.key === "z") during(undoAccept);
  } else if (key.key === "F3") {
    event.preventDefault();
    void askColleague(form).catch(tellProblem);
  } else if (key.key === "F6") {
    event.preventDefault();
    during(openTables);
  } else if (undoesRows(key)) {
    event.preventDefault();
    during(undoRows);
  } else if (view.looking.press(key)) {
    event.preventDefault();
  } else if (wantsForm(form.scan) && !key.ctrl && !/^F\d+$/.test(key.key)) {
    const chosen = key.alt ? undefined : forms[Number(key.key) - 1];
    if (chosen) during(() => chooseForm(chosen.name));
  } else if (!belongsToTarget(event)) {
    const next = press(desk, key);
    if (next === desk) return;
    event.preventDefault();
    set(next);
  }
});

/** The latest step was a change of rows. @param {import("./desk.js").Key} key */
function undoesRows({ key, ctrl }) {
  const field = current(desk);
  return Boolean(ctrl) && key === "z" && changedTable !== "" && !desk.done.length && !(field && isChanged(field));
}

/** A button keeps its Enter; arrows inside several lines move between them. @param {KeyboardEvent} event */
function belongsToTarget({ key, target }) {
  if (key === "Enter") return target instanceof HTMLElement && target.closest(".legend, .topbar, .messages, .bar a") !== null;
  return key.startsWith("Arrow") && target instanceof HTMLTextAreaElement;
}

for (const [id, key] of Object.entries({ "do-enter": "Enter", "do-skip": "F8", "do-reject": "F9" })) {
  byId(id).addEventListener("click", () => set(press(desk, { key })));
}
byId("do-undo").addEventListener("click", () => set(press(desk, { key: "z", ctrl: true })));
for (const id of ["show-queue", "idle-queue"]) byId(id).addEventListener("click", () => void showQueue().catch(tellProblem));
byId("do-table").addEventListener("click", () => during(openTables));
byId("do-ask").addEventListener("click", () => form && void askColleague(form).catch(tellProblem));
document.addEventListener("pointerdown", () => form?.touch());
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
