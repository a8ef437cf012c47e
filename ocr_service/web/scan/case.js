// The case that a scan lies in: its papers, what is missing until when, and what can be done about it.

import { call } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, fill, h } from "../static/dom.js";
import { fullTime } from "../static/format.js";
import { stateLabel } from "../static/scans.js";
import { formTitle } from "../static/templates.js";
import { t } from "../static/texts.js";

/** @typedef {{scan_id: string, file_name: string, state: string, erp_answer: string | null, erp_rejections: number, template: string | null}} Paper */
/**
 * @typedef {object} Case
 * @property {string} id
 * @property {string} title
 * @property {"open" | "awaiting" | "overdue" | "complete"} state
 * @property {string | null} due_at
 * @property {string[]} expected forms, by name, each as often as it is due
 * @property {string[]} missing those of them that have not been accepted
 * @property {string} note
 * @property {Paper[]} papers
 */

const MARKS = { open: "soft", awaiting: "moving", overdue: "wrong", complete: "sure" };
const DAY_MS = 24 * 3600 * 1000;

/** @param {string | null} caseId @param {string} scanId the paper that is shown @param {boolean} mayWrite */
export async function drawCase(caseId, scanId, mayWrite) {
  byId("case").hidden = caseId === null;
  if (caseId !== null) show(await call("GET", `/cases/${caseId}`), scanId, mayWrite);
}

/** @param {Case} found @param {string} scanId @param {boolean} mayWrite */
function show(found, scanId, mayWrite) {
  byId("case-name").textContent = found.title;
  const missing = found.missing.map((form) => formTitle({ template: form })).join(", ");
  fill(byId("case-state"),
    h("p", {},
      h("span", { class: `state ${MARKS[found.state]}` }, t(`scan.case.state.${found.state}`)), " ",
      found.due_at && found.state !== "complete" && t("scan.case.due", { at: fullTime(found.due_at) })),
    missing && h("p", {}, t("scan.case.missing", { forms: missing })),
    found.note && h("p", { class: "soft" }, found.note));
  fill(byId("case-rows"), ...found.papers.map((paper) => paperRow(paper, scanId)));
  fill(byId("case-acts"), ...(mayWrite ? acts(found, scanId) : []));
}

/** @param {Paper} paper @param {string} scanId */
function paperRow(paper, scanId) {
  const name = paper.scan_id === scanId
    ? h("strong", {}, paper.file_name)
    : h("a", { href: `/scans/${paper.scan_id}` }, paper.file_name);
  return h("li", {}, stateLabel(paper), h("span", {}, name, paper.template && ` · ${formTitle(paper)}`));
}

/** @param {Case} found @param {string} scanId @returns {HTMLElement[]} */
function acts(found, scanId) {
  const soon = new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10);
  const until = h("input", { type: "date", value: soon, "aria-label": t("scan.case.until") });
  const waits = found.state === "awaiting" || found.state === "overdue";
  const wait = h("button", { type: "button" }, t(waits ? "scan.case.prolong" : "scan.case.await"));
  wait.addEventListener("click", () => {
    // Until the end of the day, where the clerk is.
    const end = new Date(`${until.value}T23:59:59`);
    void act(found, scanId, "await", { due_at: end.toISOString(), expected: found.expected, note: found.note });
  });
  const shown = [h("label", {}, `${t("scan.case.until")} `, until), wait];
  if (found.state !== "complete") {
    const done = h("button", { type: "button" }, t("scan.case.complete"));
    done.addEventListener("click", () => void act(found, scanId, "complete"));
    shown.push(done);
  }
  return shown;
}

/** @param {Case} found @param {string} scanId @param {"await" | "complete"} what @param {object} [body] */
async function act(found, scanId, what, body) {
  try {
    show(await call("POST", `/cases/${found.id}/${what}`, body), scanId, true);
  } catch (problem) {
    tellProblem(problem);
  }
}
