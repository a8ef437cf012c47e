// Puts the figures where the page has places for them.

import { withQuery } from "../static/api.js";
import { byId, fill, h } from "../static/dom.js";
import { duration } from "../static/durations.js";
import { fileSize, finePercent, percent, shortTime } from "../static/format.js";
import { formTitle } from "../static/templates.js";
import { LANGUAGE, t } from "../static/texts.js";
import { age, share, urgency } from "./live.js";

const whole = new Intl.NumberFormat(LANGUAGE === "en" ? "en-GB" : LANGUAGE, { maximumFractionDigits: 0 });
const HOUR = 3600;
/** What is read should be read within minutes; what needs a person, within a shift. */
const LIMITS = {
  read: { look: 10 * 60, wrong: HOUR },
  review: { look: 4 * HOUR, wrong: 8 * HOUR },
  send: { look: 10 * 60, wrong: HOUR },
};

/** @param {any} board the API's answer */
export function drawBoard(board) {
  for (const stage of board.queues.stages) drawStage(stage, board.at);
  drawDay(board.day);
  byId("unreceived").hidden = board.unreceived === 0;
  fill(/** @type {HTMLElement} */ (byId("unreceived").querySelector("span")), t("board.unreceived", { n: whole.format(board.unreceived) }));
  drawGroups("lanes", board.queues.lanes, board.at, (lane) => t(`pages.lane.${lane.name}`));
  drawGroups("forms", board.queues.forms, board.at, formLink);
  drawGroups("sites", board.queues.sites, board.at, siteLink);
  drawRows("people", board.people, personRow);
  drawRows("failing", board.failing, failingRow);
  drawMachines(board.machines);
}

/** A form's name leads to its scans. @param {any} form */
function formLink(form) {
  if (!form.name) return t("board.form_unknown");
  return h("a", { href: withQuery("/scans", { template: form.name, mine: "false" }) }, formTitle({ template: form.name }));
}

/** So does a site's. @param {any} site */
function siteLink(site) {
  if (!site.name) return t("board.site_none");
  return h("a", { href: withQuery("/scans", { site: site.name, mine: "false" }) }, site.label ?? site.name);
}

/** @param {any} stage @param {string} now */
function drawStage(stage, now) {
  const oldest = age(stage.oldest, now);
  const mark = urgency(oldest, LIMITS[/** @type {"read" | "review" | "send"} */ (stage.stage)]);
  part(`stage-${stage.stage}`, "waiting", whole.format(stage.waiting));
  part(`stage-${stage.stage}`, "more",
    h("span", {}, t("board.in_hand_n", { n: stage.in_hand })), " · ",
    h("span", { class: mark }, oldest === null ? t("board.oldest_none") : t("board.oldest_age", { age: duration(oldest) })));
}

/** @param {any} day */
function drawDay(day) {
  const alone = share(day.accepted_alone, day.accepted);
  part("day", "received", whole.format(day.received));
  part("day", "accepted", whole.format(day.accepted));
  part("day", "alone", alone === null ? "–" : percent(alone));
  for (const name of ["to_accepted", "to_answer"]) {
    const cells = byId("times").querySelectorAll(`[data-part="${name}"] td`);
    [day[name].median, day[name].p90, day[name].p99].forEach((seconds, at) => {
      const cell = cells[at];
      if (cell) cell.textContent = duration(seconds);
    });
  }
}

/** @param {{checked: number, wrong: number}} errors */
export function drawErrors(errors) {
  const rate = share(errors.wrong, errors.checked);
  const told = rate === null ? t("board.not_measured") : t("board.errors_share", { ...errors, rate: finePercent(rate) });
  part("day", "errors", told);
}

/** @param {string} id @param {any[]} groups @param {string} now @param {(group: any) => Node | string} nameOf */
function drawGroups(id, groups, now, nameOf) {
  drawRows(id, groups, (group) => h("tr", {},
    h("th", { scope: "row" }, nameOf(group)),
    number(group.unread), number(group.to_review), number(group.in_hand),
    h("td", { class: group.late ? "number wrong" : "number soft" }, whole.format(group.late)),
    h("td", { class: "number" }, duration(age(group.oldest, now)))));
}

/** @param {any} person */
function personRow(person) {
  return h("tr", {},
    h("th", { scope: "row" }, person.name ?? person.actor),
    number(person.in_hand),
    h("td", { class: "number" }, person.forms_per_hour === null ? "–" : whole.format(person.forms_per_hour)),
    h("td", { class: "number" }, person.fields_per_hour === null ? "–" : whole.format(person.fields_per_hour)),
    number(person.minutes));
}

/** @param {any} receiver */
function failingRow(receiver) {
  // One that was switched off because it said so has a sentence that tells this already.
  const told = receiver.active || receiver.error === "delivery_gone";
  const why = told ? receiver.error_text : t("board.receiver_off", { why: receiver.error_text ?? "" });
  return h("tr", {},
    h("th", { scope: "row" },
      h("a", { href: withQuery("/admin/deliveries", { endpoint: receiver.endpoint_id }) }, receiver.description || receiver.url),
      why && h("p", { class: "soft" }, why)),
    number(receiver.retrying),
    h("td", { class: receiver.given_up ? "number wrong" : "number soft" }, whole.format(receiver.given_up)));
}

/** @param {any} machines */
function drawMachines(machines) {
  const { disk, memory } = machines;
  const left = disk.free / disk.total;
  fill(byId("machine"),
    ...pair("board.pages_hour", whole.format(machines.pages_per_hour)),
    ...pair("board.disk_left", `${fileSize(disk.free)} (${percent(left)})`, left < 0.05 ? "wrong" : left < 0.1 ? "look" : ""),
    ...pair("board.memory_left", `${fileSize(memory.available)} (${percent(memory.available / memory.total)})`),
    ...pair("board.sampled_at", machines.sampled_at ? shortTime(machines.sampled_at) : t("board.never")));
  drawRows("workers", machines.workers, (worker) => h("tr", {},
    h("th", { scope: "row", class: "figures" }, worker.name),
    h("td", {}, workerState(worker)),
    h("td", { class: "number" }, fileSize(worker.memory_mb * 1e6)),
    number(worker.scans)));
}

/** @param {any} worker */
function workerState(worker) {
  if (!worker.alive) return h("span", { class: "state wrong" }, t("board.worker_lost", { at: shortTime(worker.seen_at) }));
  return h("span", { class: `state ${worker.reads ? "moving" : "sure"}` }, t(worker.reads ? "board.worker_reads" : "board.worker_waits"));
}

/** @param {string} id @param {any[]} rows @param {(row: any) => HTMLElement} draw */
function drawRows(id, rows, draw) {
  const body = byId(id);
  fill(body, ...rows.map(draw));
  const table = body.closest("table");
  if (table) table.hidden = rows.length === 0;
  const none = document.getElementById(`no-${id}`);
  if (none) none.hidden = rows.length > 0;
}

/** @param {number} value */
function number(value) {
  return h("td", { class: value ? "number" : "number soft" }, whole.format(value));
}

/** @param {string} key @param {string} text @param {string} [mark] */
function pair(key, text, mark = "") {
  return [h("dt", {}, t(key)), h("dd", { class: mark || false }, text)];
}

/** @param {string} id @param {string} name @param {...(Node | string)} content */
function part(id, name, ...content) {
  const place = byId(id).querySelector(`[data-part="${name}"]`);
  if (place) fill(place, ...content);
}
