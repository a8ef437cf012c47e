// Quality and value: grouped and bounded as the person chooses, kept in the address, saved as a file.

import { API, call, Problem, withQuery } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fillForms } from "../static/templates.js";
import { hasText, t } from "../static/texts.js";
import { asMoments, lastDays } from "./span.js";
import { figure, headings, line, totalLine } from "./table.js";

const WORKING_HOURS = 8;
const filters = byIdAs("filters", HTMLFormElement);

/** @returns {Record<string, string>} */
function chosen() {
  return Object.fromEntries([...new FormData(filters)].map(([name, value]) => [name, String(value)]));
}

function asked() {
  const { by = "form", template = "", since = "", until = "" } = chosen();
  const moments = asMoments(since, until);
  return moments && { by, template, ...moments };
}

async function show() {
  const question = asked();
  if (!question) return;
  history.replaceState(null, "", withQuery(location.pathname, chosen()));
  const table = await call("GET", withQuery("/board/quality", question));
  if (JSON.stringify(asked()) === JSON.stringify(question)) draw(table, question);
}

/** @param {import("./table.js").Table} table @param {Record<string, string>} question */
function draw(table, question) {
  fill(byId("headings"), ...headings(table));
  fill(byId("rows"), ...table.rows.map((row) => line(table, row)));
  fill(byId("total"), ...totalLine(table));
  byId("table").hidden = table.rows.length === 0;
  byId("none").hidden = table.rows.length > 0;
  byId("none").textContent = t("quality.none");
  byId("keys").textContent = t("quality.value_keys", { n: figure(table.keys_saved, "count") });
  byId("hours").textContent = t("quality.value_hours", { n: figure(table.hours_saved, "hours") });
  const days = table.hours_saved / WORKING_HOURS;
  byId("days").hidden = days < 1;
  byId("days").textContent = t("quality.value_days", { n: figure(days, "hours") });
  const faults = Object.entries(table.total.faults).sort((one, other) => other[1] - one[1]);
  byId("faults").hidden = faults.length === 0;
  fill(byId("fault-rows"), ...faults.map(([code, n]) => h("li", {}, t("quality.fault_pages", { fault: faultName(code), n }))));
  for (const format of ["csv", "xlsx"]) {
    byId(format).setAttribute("href", API + withQuery("/board/quality/export", { ...question, format }));
  }
}

/** @param {string} code */
function faultName(code) {
  return hasText(`warning.fault.${code}`) ? t(`warning.fault.${code}`) : code;
}

/** @param {Record<string, string>} values */
function choose(values) {
  for (const [name, value] of Object.entries(values)) {
    const control = filters.elements.namedItem(name);
    if (control instanceof RadioNodeList || control instanceof HTMLInputElement || control instanceof HTMLSelectElement) {
      control.value = value;
    }
  }
}

function lookAgain() {
  void show().catch((error) => {
    if (!(error instanceof Problem)) throw error;
    tellProblem(error);
  });
}

async function start() {
  choose(lastDays(30, new Date()));
  await fillForms(/** @type {HTMLSelectElement} */ (filters.elements.namedItem("template")));
  choose(Object.fromEntries(new URLSearchParams(location.search)));
  lookAgain();
}

filters.addEventListener("change", lookAgain);
filters.addEventListener("submit", (event) => event.preventDefault());
for (const button of filters.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    choose(lastDays(Number(button.dataset.days), new Date()));
    lookAgain();
  });
}
void start().catch(tellProblem);
