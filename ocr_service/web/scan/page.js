// One scan: its pages with what was read where, its values, what happened to it.

import { call, keepLooking, withQuery } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { isComposing, isTyping } from "../static/keys.js";
import { PagePictures } from "../static/picture.js";
import { givenBefore, isMoving, overdueLabel, reasonList, stateLabel, unsentText, valueText } from "../static/scans.js";
import { loadForms } from "../static/templates.js";
import { t } from "../static/texts.js";
import { drawCase } from "./case.js";
import { drawComments, hearComments } from "./comments.js";
import { deliveryRow, documentRow, historyRow, summaryOf } from "./facts.js";
import { fieldMark, fieldRow } from "./fields.js";

/** @typedef {import("../static/types.js").Scan} Scan */

const { scan: id = "", mayWrite, mayReview, mayDraw, maySeeDeliveries } = byId("scan-head").dataset;
const pictures = new PagePictures(byId("pictures"), point);
/** @type {Scan | undefined} */
let scan;
let here = "";

const CANCELLABLE = new Set(["received", "queued", "reading", "needs_template", "needs_review", "failed"]);
const REREADABLE = new Set(["needs_template", "needs_review", "accepted", "rejected", "failed", "cancelled"]);

async function look() {
  const fresh = await call("GET", `/scans/${id}`);
  const moved = fresh.changed_at !== scan?.changed_at || fresh.state !== scan?.state;
  if (moved || JSON.stringify(fresh.unsent) !== JSON.stringify(scan?.unsent)) {
    scan = fresh;
    await drawAll(fresh);
  }
  return isMoving(fresh.state);
}

/** @param {Scan} fresh */
async function drawAll(fresh) {
  byId("file-name").textContent = fresh.file_name;
  document.title = `${fresh.file_name} · ${document.title.split(" · ").at(-1)}`;
  fill(byId("state"), stateLabel(fresh), " ", overdueLabel(fresh));
  fill(byId("actions"), ...actions(fresh));
  const bad = fresh.state === "failed" || fresh.state === "rejected" || fresh.erp_answer === "rejected";
  // A form that was sent back says itself what the ERP said, with what it named and no field has.
  const why = fresh.erp_reason && fresh.state === "answered" ? h("p", {}, fresh.erp_reason) : reasonList([...fresh.reasons, ...complaintsOf(fresh)]);
  fill(byId("why"), why && h("div", { class: `notice ${bad ? "wrong" : "look"}` }, why), overdueNotice(fresh),
    fresh.unsent && h("div", { class: "notice look" }, unsentText(fresh)));
  fill(byId("summary"), ...summaryOf(fresh));
  byId("documents").hidden = fresh.documents.length === 0;
  byId("read-fields").hidden = fresh.documents.length > 0;
  fill(byId("document-rows"), ...fresh.documents.map(documentRow));
  drawFields(fresh);
  await drawCase(fresh.case_id, id, mayWrite === "true").catch(tellProblem);
  const [history, deliveries] = await Promise.all([call("GET", `/scans/${id}/history`), loadDeliveries()]);
  const labels = new Map(fresh.fields.map((field) => [field.path, field.label]));
  /** @type {import("../static/types.js").HistoryEntry[]} */
  const entries = history.items;
  fill(byId("history-rows"), ...entries.map((entry) => historyRow(entry, labels)));
  byId("deliveries").hidden = deliveries.length === 0;
  fill(byId("delivery-rows"), ...deliveries.map(deliveryRow));
}

/** What the ERP said of single fields, which may stand far down in the table. @param {Scan} fresh */
function complaintsOf(fresh) {
  return fresh.fields.flatMap((field) => field.reasons
    .filter((reason) => reason.code === "rejected_by_erp")
    .map((reason) => ({ ...reason, text: t("scan.of_field", { field: field.label, reason: reason.text }) })));
}

/** @param {Scan} fresh */
function overdueNotice(fresh) {
  return fresh.overdue && h("div", { class: "notice wrong" }, t(`pages.overdue_why.${fresh.overdue}`));
}

/** Clerks do not see deliveries; that is no error of theirs. */
async function loadDeliveries() {
  if (maySeeDeliveries !== "true") return [];
  return (await call("GET", withQuery("/deliveries", { scan: id }))).items;
}

/** @param {Scan} fresh */
function drawFields(fresh) {
  const outlines = fresh.fields.flatMap((field) => field.box ? [{
    path: field.path, page: field.page, box: field.box, mark: fieldMark(field),
    title: `${field.label}: ${valueText(field.value, field.text, field.options)}`,
  }] : []);
  pictures.show(fresh.id, fresh.pages, outlines, (page) => t("scan.picture_of_page", { page }));
  fill(byId("field-rows"), ...fresh.fields.map((field) => fieldRow(field, () => point(field.path))));
  byId("no-fields").hidden = fresh.fields.length > 0;
  byId("fields").hidden = fresh.fields.length === 0;
  const doubtful = fresh.fields.filter((field) => field.decision === "review").length;
  byId("field-count").textContent = fresh.fields.length
    ? t(doubtful ? "scan.count_doubtful" : "scan.count_sure", { n: fresh.fields.length, doubtful })
    : "";
  if (here) point(here);
}

/** @param {string} path */
function point(path) {
  here = path;
  pictures.point(path);
  for (const row of byId("field-rows").children) {
    const current = row instanceof HTMLElement && row.dataset.path === path;
    row.toggleAttribute("aria-current", current);
    if (current) row.scrollIntoView({ block: "nearest" });
  }
}

/** @param {Scan} fresh @returns {HTMLElement[]} */
function actions(fresh) {
  /** @type {HTMLElement[]} */
  const shown = [h("a", { class: "button", href: `/api/v1/scans/${id}/file`, download: fresh.file_name }, t("scan.download"))];
  const waits = fresh.state === "needs_review" || fresh.state === "needs_template";
  const given = givenBefore(fresh);
  if (mayWrite === "true" && given) shown.push(useGiven(given));
  if (mayWrite === "true" && CANCELLABLE.has(fresh.state)) shown.push(act("cancel"));
  if (mayWrite === "true" && REREADABLE.has(fresh.state)) shown.push(act("reprocess"));
  if (mayReview === "true" && waits) {
    shown.push(h("a", { class: "button", href: `/review?scan=${encodeURIComponent(id)}` }, t("scan.review")));
  }
  if (mayDraw === "true" && fresh.state === "needs_template") {
    shown.push(h("a", { class: "button", href: `/designer?scan=${encodeURIComponent(id)}` }, t("scan.make_form")));
  }
  return shown;
}

/** The same paper was handed in before: that one goes on, this one is taken out. @param {string} given */
function useGiven(given) {
  const use = () => call("POST", `/scans/${id}/use-given`, { given }).then(() => location.assign(`/scans/${given}`));
  return h("button", { type: "button", class: "main", onclick: () => void use().catch(tellProblem) }, t("scan.use_given"));
}

/** @param {"cancel" | "reprocess"} what */
function act(what) {
  return h("button", { type: "button", onclick: () => void ask(what).catch(tellProblem) }, t(`scan.${what}`));
}

/** @param {"cancel" | "reprocess"} what */
async function ask(what) {
  const dialog = byIdAs("sure", HTMLDialogElement);
  byId("sure-question").textContent = t(`scan.${what}_sure`);
  dialog.returnValue = "no";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "yes") return;
  await call("POST", `/scans/${id}/${what}`);
  lookNow();
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step || !scan?.fields.length) return;
  const at = scan.fields.findIndex((field) => field.path === here);
  const next = scan.fields[Math.max(0, Math.min(scan.fields.length - 1, at + step))];
  if (next) point(next.path);
});

if (mayWrite === "true") hearComments(id);
void drawComments(id).catch(tellProblem);
await loadForms().catch(tellProblem);
await look().catch(tellProblem);
const lookNow = keepLooking(look, { soonest: 1000, latest: 20000 });
