// What waits, form by form, and the choice of one form to work on.

import { call } from "../static/api.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { isComposing } from "../static/keys.js";
import { formTitle } from "../static/templates.js";
import { t } from "../static/texts.js";
import { setServerTime, timeLeft, waited } from "./due.js";
import { showKept } from "./kept.js";
import { ANY, isAny, isSame, shown } from "./wanted.js";

/** @typedef {import("./wanted.js").Wanted} Wanted */
/**
 * @typedef {object} WaitingForms
 * @property {string | null} template
 * @property {number} waiting
 * @property {number} in_hand
 * @property {number} overdue
 * @property {number} near
 * @property {number} urgent
 * @property {string | null} oldest
 * @property {string | null} due_at
 *
 * @typedef {{waiting: number, handed: number, now: string, forms: WaitingForms[]}} Queue
 */

/** @returns {Promise<Queue>} */
export async function loadQueue() {
  /** @type {Queue} */
  const queue = await call("GET", "/review/queue");
  setServerTime(queue.now);
  return queue;
}

/** What a person who wants only some forms could still get. @param {Queue} queue @param {Wanted} wanted */
export function waitingFor(queue, wanted) {
  if (isAny(wanted)) return queue.waiting;
  const of = queue.forms.filter((form) => isSame(wantedOf(form), wanted));
  return of.reduce((sum, form) => sum + form.waiting, 0) + queue.handed;
}

/** @param {Wanted} wanted the name of what a person works on */
export function wantedName(wanted) {
  if (isAny(wanted)) return t("review.queue.all");
  return wanted.unnamed ? t("pages.state.needs_template") : formTitle({ template: wanted.template });
}

/** @param {WaitingForms} form @returns {Wanted} */
function wantedOf(form) {
  return form.template === null ? { template: null, unnamed: true } : { template: form.template, unnamed: false };
}

const dialog = byIdAs("queue", HTMLDialogElement);
/** @type {Wanted[]} what the numbers choose, from 0 */
let choices = [];
/** @type {(wanted: Wanted | null) => void} */
let answer = () => {};

/**
 * Shows the queue; resolves with what the person chose to work on, null where he thought better of it.
 * @param {Queue} queue
 * @param {Wanted} wanted
 * @param {readonly import("./kept.js").Kept[]} kept
 * @returns {Promise<Wanted | null>}
 */
export async function chooseFromQueue(queue, wanted, kept) {
  showKept(kept);
  choices = [ANY, ...queue.forms.map(wantedOf)];
  const all = row(0, t("review.queue.all"), sumOf(queue), isAny(wanted));
  const rows = queue.forms.map((form, index) =>
    row(index + 1, wantedName(wantedOf(form)), form, isSame(wantedOf(form), wanted)));
  fill(byId("queue-rows"), all, ...rows);
  byId("queue-handed").textContent = queue.handed ? t("review.queue.handed", { n: shown(queue.handed) }) : "";
  dialog.showModal();
  byId("queue-rows").querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest" });
  /** @type {HTMLElement | null} */ (byId("queue-rows").querySelector("[aria-pressed=true]") ?? byId("queue-rows").querySelector("button"))?.focus();
  return await new Promise((resolve) => {
    answer = resolve;
  });
}


/** @param {Queue} queue @returns {WaitingForms} */
function sumOf(queue) {
  const add = (/** @type {"in_hand" | "overdue" | "near" | "urgent" | "waiting"} */ what) =>
    queue.forms.reduce((sum, form) => sum + form[what], 0);
  const least = (/** @type {"oldest" | "due_at"} */ what) =>
    queue.forms.map((form) => form[what]).filter((one) => one !== null).sort()[0] ?? null;
  return {
    template: null, waiting: add("waiting"), in_hand: add("in_hand"), overdue: add("overdue"), near: add("near"),
    urgent: add("urgent"), oldest: least("oldest"), due_at: least("due_at"),
  };
}

/** @param {number} number @param {string} name @param {WaitingForms} form @param {boolean} pressed */
function row(number, name, form, pressed) {
  const due = timeLeft(form.due_at);
  const choose = h("button", {
    type: "button", class: "quiet", "aria-pressed": String(pressed), onclick: () => close(choices[number] ?? null),
  }, number < 10 && h("kbd", {}, String(number)), name);
  return h("tr", { class: pressed ? "chosen" : undefined },
    h("th", { scope: "row" }, choose),
    h("td", { class: "number", "data-of": t("review.queue.waiting") }, shown(form.waiting)),
    h("td", { class: "number", "data-of": t("pages.lane.urgent") }, form.urgent ? h("span", { class: "look" }, shown(form.urgent)) : ""),
    h("td", {}, due.text && h("span", { class: due.mark || undefined }, due.text),
      form.overdue > 1 && h("span", { class: "wrong" }, ` ${t("review.queue.overdue", { n: shown(form.overdue) })}`)),
    h("td", { "data-of": t("review.queue.oldest") }, form.oldest ? waited(form.oldest) : ""),
    h("td", { class: "number soft", "data-of": t("review.queue.in_hand") }, form.in_hand ? shown(form.in_hand) : ""));
}

/** @param {Wanted | null} chosen */
function close(chosen) {
  answer(chosen);
  answer = () => {};
  dialog.close();
}

dialog.addEventListener("close", () => close(null));
byId("queue-close").addEventListener("click", () => close(null));
dialog.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
  const chosen = /^[0-9]$/.test(event.key) ? choices[Number(event.key)] : undefined;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "F2" || chosen || step) event.preventDefault();
  if (event.key === "F2") close(null);
  if (chosen) close(chosen);
  if (step) {
    const buttons = [...byId("queue-rows").querySelectorAll("button")];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
  }
});
