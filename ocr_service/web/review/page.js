// The review desk: brings the form in hand, the turns, the keys and what is seen together.

import { keepLooking } from "../static/api.js";
import { showHelp, tellProblem } from "../static/base.js";
import { byId } from "../static/dom.js";
import { readKey } from "../static/keys.js";
import { askToTypeAgain, typeAgain } from "./again.js";
import { goTo } from "./desk.js";
import { press } from "./desk_keys.js";
import { asked, claimed, forms, person } from "./first.js";
import { loadQueue } from "./queue.js";
import { Turns } from "./turns.js";
import { DeskView, wantsForm } from "./view.js";
import { Work } from "./work.js";

const view = new DeskView({
  typed: (text) => work.typed(text),
  picked: (number) => work.set(press(work.desk, { key: String(number), code: `Digit${number}`, alt: true })),
  field: (index) => work.set(goTo(work.desk, index)),
  again: () => work.set(press(work.desk, { key: "F7" })),
  form: (name) => turns.during(() => turns.endings.chooseForm(name)),
  looked: () => view.pointAgain(work.desk),
});
const work = new Work(person, view, { task: carryOut, failed: (error) => turns.failed(error) });
const turns = new Turns(person, work);

/** @param {import("./desk.js").Task} task */
function carryOut(task) {
  const { form } = work;
  if (task === "help") showHelp();
  else if (task === "undo_accept") turns.during(() => turns.endings.undoLast());
  else if (form && task === "accept") turns.during(() => turns.accepting.accept(form));
  else if (form && task === "key_again") void askToTypeAgain(work).then((yes) => yes && turns.during(() => typeAgain(work)));
  else if (form && task === "skip") turns.during(() => turns.endings.skip(form));
  else if (form && task === "reject") void turns.endings.askToReject(form);
}

/** The queue is on its way: keys are not for the form behind it. */
let coming = false;
/** Whoever asks for the queue and presses the key again before it is there does not want it any more. */
let wanted = false;

function showQueue() {
  if (coming) return;
  coming = wanted = true;
  const queue = loadQueue().finally(() => {
    coming = false;
  });
  void queue.then((shown) => (wanted ? turns.showQueue(shown) : undefined)).catch(tellProblem);
}

function askColleague() {
  if (work.form) void turns.endings.askColleague(work.form).catch(tellProblem);
}

function openTables() {
  turns.during(() => work.openTables());
}

document.addEventListener("keydown", (event) => {
  const key = readKey(event);
  // Where the form was lost there is one button, and its keys are its own.
  // What answered a question has closed it by now, and means nothing to the form behind it.
  if (event.defaultPrevented || turns.busy || key.composing || document.querySelector("dialog[open]")) return;
  if (coming) {
    if (key.key === "F2") wanted = !wanted;
    return event.preventDefault();
  }
  work.form?.touch();
  if (pressed(event, key)) event.preventDefault();
});

/** @param {KeyboardEvent} event @param {ReturnType<typeof readKey>} key @returns {boolean} whether it meant something here */
function pressed(event, key) {
  const { form } = work;
  if (work.tabling.isOpen) return view.looking.press(key) || work.tabling.press(event);
  if (key.key === "F2") {
    showQueue();
    return true;
  }
  if (!form) {
    if (key.ctrl && key.key === "z") turns.during(() => turns.endings.undoLast());
    return false;
  }
  if (form.closed) return false;
  if (key.key === "F3") {
    askColleague();
    return true;
  }
  if (key.key === "F6") {
    openTables();
    return true;
  }
  if (work.undoesRows(key)) {
    turns.during(() => work.undoRows());
    return true;
  }
  if (view.looking.press(key)) return true;
  if (wantsForm(form.scan) && !key.ctrl && !/^F\d+$/.test(key.key)) {
    const chosen = key.alt ? undefined : work.forms[Number(key.key) - 1];
    if (chosen) turns.during(() => turns.endings.chooseForm(chosen.name));
    return false;
  }
  const next = belongsToTarget(event) ? work.desk : press(work.desk, key);
  if (next === work.desk) return false;
  work.set(next);
  return true;
}

/** A button keeps its Enter; arrows inside several lines move between them. @param {KeyboardEvent} event */
function belongsToTarget({ key, target }) {
  if (key === "Enter") return target instanceof HTMLElement && target.closest(".legend, .topbar, .messages, .bar a") !== null;
  return key.startsWith("Arrow") && target instanceof HTMLTextAreaElement;
}

for (const [id, key] of Object.entries({ "do-enter": "Enter", "do-skip": "F8", "do-reject": "F9" })) {
  byId(id).addEventListener("click", () => work.set(press(work.desk, { key })));
}
byId("do-undo").addEventListener("click", () => work.set(press(work.desk, { key: "z", ctrl: true })));
for (const id of ["show-queue", "idle-queue"]) byId(id).addEventListener("click", showQueue);
byId("do-table").addEventListener("click", openTables);
byId("do-ask").addEventListener("click", askColleague);
document.addEventListener("pointerdown", () => work.form?.touch());
byId("idle-undo").addEventListener("click", () => turns.during(() => turns.endings.undoLast()));
byId("claim-again").addEventListener("click", () =>
  turns.during(() => turns.open(work.form?.scan.id).catch(() => turns.open())));

turns.during(async () => {
  work.forms = await forms;
  await begin().catch(async (error) => {
    tellProblem(error);
    if (asked) await turns.open();
  });
  turns.lookNow = keepLooking(() => turns.lookForWork(), { soonest: 3000, latest: 15000 });
});

async function begin() {
  const first = await claimed;
  if (first !== undefined) await turns.put(first);
  else await turns.open((await turns.accepting.finish(asked)) ?? asked);
}
