// The designer: one form on the desk. The design is pure; here it meets the picture, the panels, the keys and the server.

import { API, call } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { isTyping } from "../static/keys.js";
import { LANGUAGE, t } from "../static/texts.js";
import { inLanguage } from "../static/zones.js";
import { ask } from "./ask.js";
import { Canvas } from "./canvas.js";
import { addList, addPage, dropList, wipe } from "./companions.js";
import { load, openDesign, redo, select, showPage, undo } from "./design.js";
import { settle } from "./doubts.js";
import { choiceInHand } from "./drawing.js";
import { drawFile } from "./file_panel.js";
import { formPanel, rulesPanel } from "./form_panel.js";
import { listen } from "./listening.js";
import { focusOn, markWrong, pageOf, tabOf } from "./mending.js";
import { sayRemark, zonePanel } from "./panels.js";
import { pathsOfAll } from "./own_names.js";
import { partOf, writtenIn } from "./parts.js";
import { showPublishing } from "./publishing.js";
import { Saver } from "./saving.js";
import { SnapLines } from "./snap_lines.js";
import { Trial } from "./trial.js";
import { sayPath } from "./words.js";
import { drawList } from "./zone_list.js";

/** @typedef {import("./design.js").Design} Design */
/** @typedef {import("./mending.js").Mending} Mending */
/** @typedef {import("./saving.js").Draft} Draft */

const { draft: id = "", mayMap } = byId("designer").dataset;
const path = `/template-drafts/${id}`;
const [schema, first] = await Promise.all([call("GET", "/template-schema"), call("GET", path)]);
const words = {
  language: LANGUAGE === "en" ? "en" : "zh-CN", field: t("designer.word.field"), table: t("designer.word.table"),
  column: t("designer.word.column"), option: t("designer.word.option"), label: t("designer.word.label"),
};
let tab = "zones";
let drawn = "";
let mended = -1;

const saver = new Saver(first, {
  saved: (draft) => {
    byId("form-title").textContent = inLanguage(draft.content.title) || draft.name;
    draw();
  },
  state: (state) => {
    byId("saved").textContent = t(`designer.state.${state}`);
    byId("saved").className = state === "offline" ? "look" : "soft";
  },
  clash: showClash,
  refused: tellProblem,
});
const left = await saver.leftBehind();
/** @type {Design} */
let design = openDesign(first.content, words, first.doubtful, first.template === null ? new Set() : pathsOfAll(first.content));
const canvas = new Canvas(byId("canvas"), doAct, { wipe: (box) => wipeOut([box]), drew: nameIt });
const trial = new Trial(id, {
  pictures: byId("sample-pictures"),
  label: (key) => sayPath(design.content, key),
  name: () => String(design.content.name),
  changed: () => { if (tab === "try") draw(true); },
  ready: () => saver.flush(),
});

/** @param {(design: Design) => Design} act */
function doAct(act) {
  const after = settle(design, act(design));
  if (after === design) return false;
  const changed = after.content !== design.content || after.doubts !== design.doubts;
  if (after.selected !== design.selected && after.selected && tab !== "zones" && tab !== "rules") setTab("zones", false);
  design = after;
  if (changed) saver.keep(design);
  draw();
  return true;
}

/** @param {boolean} [anew] the panel, too, whatever is being typed there */
function draw(anew = false) {
  const wrong = new Set(saver.draft.problems.flatMap((one) => one.parts));
  const trying = tab === "try" && trial.shown !== "";
  byId("canvas").hidden = trying;
  byId("sample-pictures").hidden = !trying;
  canvas.show(design, pictureOf(design), wrong);
  for (const button of byId("tools").querySelectorAll("[data-tool]")) {
    button.setAttribute("aria-pressed", String(button instanceof HTMLElement && button.dataset.tool === design.tool));
  }
  const pages = design.content.pages?.length ?? 0;
  byId("page-of").textContent = t("designer.page_of", { n: design.page, pages });
  byIdAs("undo", HTMLButtonElement).disabled = design.past.length === 0;
  byIdAs("redo", HTMLButtonElement).disabled = design.future.length === 0;
  byIdAs("page-back", HTMLButtonElement).disabled = design.page <= 1;
  byIdAs("page-on", HTMLButtonElement).disabled = design.page >= pages;
  const count = saver.draft.problems.length;
  byId("problem-count").textContent = count ? t("designer.problems", { n: count }) : t("designer.no_problems");
  byId("problem-count").className = `state ${count ? "wrong" : "sure"}`;
  byId("mend").hidden = !count;
  byId("hint").textContent = hint();
  drawList(design, wrong, doAct);
  byId("zone-list").hidden = tab !== "zones" && !design.picking;
  drawPanel(anew);
}

function hint() {
  if (tab === "try" && trial.shown) return "";
  if (design.picking) return t("designer.hint.picking");
  if (design.tool === "option" && !choiceInHand(design)) return t("designer.hint.option_first");
  return t(`designer.hint.${design.tool}`);
}

/** @param {Design} shown */
function pictureOf({ content, page }) {
  const image = content.pages?.[page - 1]?.image;
  return image && saver.draft.files.includes(image) ? `${API}${path}/pages/${page}/picture?file=${encodeURIComponent(image)}&n=${saver.draft.files.length}` : "";
}

/** @param {boolean} anew */
function drawPanel(anew) {
  const panel = byId("panel");
  const active = document.activeElement;
  const inside = active instanceof HTMLElement && panel.contains(active) ? active : null;
  const now = JSON.stringify([tab, design.selected, design.also.length, design.page, shapeOf(design)]);
  const same = drawn === now;
  const said = document.getElementById("remark");
  if (said) sayRemark(said, design.selected, saver.draft.rich_patterns);
  // What is being typed stays as it is; the panel follows when the box is left.
  if (same && !anew && inside && isTyping(inside) && !(inside instanceof HTMLSelectElement)) return;
  const { scrollTop } = panel;
  const desk = { design, schema, doAct, goTo, problems: saver.draft.problems, lists: saver.draft.lists, rich: saver.draft.rich_patterns };
  if (tab === "try") trial.draw(panel);
  else if (tab === "file") drawFile(panel, saver, (draft) => { takeDraft(draft); tell("sure", t("designer.file_applied")); }, during);
  else if (tab === "rules") fill(panel, ...rulesPanel(desk));
  else if (tab === "form") fill(panel, ...formPanel(desk, fileActs));
  else fill(panel, ...zonePanel(desk));
  markWrong(saver.draft.problems);
  if (same) panel.scrollTop = scrollTop;
  if (same && inside?.id) document.getElementById(inside.id)?.focus();
  drawn = now;
}

/** What decides which controls the panel has, besides what is in hand. @param {Design} shown */
function shapeOf({ content, selected }) {
  const part = partOf(content, selected || "-");
  return [part?.read?.type, part?.rows_by, part?.read?.options?.length, part?.columns?.length, part?.totals?.length, content.rules?.length];
}

/** The server changed the draft on our behalf. @param {Draft} draft */
function takeDraft(draft) {
  design = { ...load(design, draft.content), doubts: draft.doubtful };
  saver.take(draft);
  draw(true);
}

/** @param {string} wanted @param {boolean} [redraw] */
function setTab(wanted, redraw = true) {
  tab = wanted;
  for (const button of byId("tabs").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
  if (tab === "try" || tab === "file") during(saver.flush().then(() => draw(true)));
  if (redraw) draw(true);
}

/** What is wrong is shown, with the focus on it. @param {Mending} problem */
function goTo(problem) {
  const [part = ""] = problem.parts;
  setTab(tabOf(part), false);
  const page = pageOf(part);
  doAct((now) => (page ? showPage(now, page) : tab === "zones" ? select({ ...now, picking: null }, part) : now));
  draw(true);
  focusOn(byId("panel"), problem);
}

/** A filled scan at the first value that is read otherwise than kept. @param {import("./trial.js").Sample} sample */
function see(sample) {
  setTab("try");
  during(saver.flush().then(() => trial.showDifference(sample)));
}

/** On to the next thing that is wrong. */
function mendNext() {
  const { problems } = saver.draft;
  mended = (mended + 1) % Math.max(1, problems.length);
  const problem = problems[mended];
  if (problem) goTo(problem);
}

const fileActs = {
  addPage: () => during(addPage(saver).then((grown) => {
    if (!grown) return;
    takeDraft(grown);
    doAct((now) => showPage(now, now.content.pages.length));
  })),
  wipeZones: () => wipeOut(writtenIn(design.content, design.page)),
  addList: () => during(addList(saver).then((grown) => grown && takeDraft(grown))),
  dropList: (/** @type {string} */ name) => during(dropList(saver, name).then(takeDraft)),
  mapping: mayMap === "true",
};

/** What was just drawn wants its label next; Esc goes back to the picture. */
function nameIt() {
  const key = design.selected.replaceAll(".", "-");
  const input = document.getElementById(`in-${key}-label`) ?? document.getElementById(`in-${key}-text`);
  if (input instanceof HTMLInputElement) input.select();
}

/** @param {readonly import("./parts.js").Box[]} boxes */
function wipeOut(boxes) {
  if (pictureOf(design)) during(wipe(saver, design.page, boxes).then(takeDraft));
}

/** Somebody else saved meanwhile: theirs, or ours over it. @param {import("../static/api.js").Problem} problem */
function showClash(problem) {
  const box = byId("clash");
  box.hidden = false;
  fill(box, h("span", {}, problem.message),
    h("button", { type: "button", onclick: () => location.reload() }, t("designer.take_theirs")),
    h("button", { type: "button", onclick: () => during(saver.overwrite(design).then(() => { box.hidden = true; })) }, t("designer.keep_mine")));
  saver.forget();
}

async function throwAway() {
  if (!(await ask(t("designer.throw_away_sure")))) return;
  saver.stopped = true;
  await call("DELETE", path);
  saver.forget();
  location.assign("/forms");
}

/** @param {Promise<unknown>} act */
function during(act) {
  void act.catch(tellProblem);
}

/** @type {Record<string, () => void>} */
const buttons = {
  undo: () => doAct(undo), redo: () => doAct(redo), smaller: () => canvas.zoom(1 / 1.25), larger: () => canvas.zoom(1.25), fit: () => canvas.zoom(0),
  "page-back": () => doAct((now) => showPage(now, now.page - 1)), "page-on": () => doAct((now) => showPage(now, now.page + 1)),
  "throw-away": () => during(throwAway()), publish: () => during(saver.flush().then(() => showPublishing(saver, trial, path, goTo, see))),
  mend: mendNext,
};
listen({ canvas, doAct, draw, setTab, design: () => design, tries: () => tab === "try" && trial.shown !== "", buttons });
new ResizeObserver(() => canvas.show(design, pictureOf(design), new Set(saver.draft.problems.flatMap((one) => one.parts)))).observe(byId("canvas"));
window.addEventListener("beforeunload", (event) => {
  if (saver.waiting && !saver.stopped) event.preventDefault();
});

byId("form-title").textContent = inLanguage(first.content.title) || first.name;
if (left) doAct((now) => ({ ...load(now, left.content), doubts: left.doubts }));
draw();
canvas.frame.focus({ preventScroll: true });
const snapping = new SnapLines(path, canvas);
const loadLines = () => void snapping.load(pictureOf(design) ? design.page : 0);
byId("canvas").addEventListener("pointerenter", loadLines);
loadLines();
void trial.load().catch(tellProblem);
