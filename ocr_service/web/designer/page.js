// The designer: one form on the desk. The design is pure; here it meets the picture, the panels, the keys and the server.

import { API, call, Problem, send } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { isTyping, readKey } from "../static/keys.js";
import { hasText, LANGUAGE, t } from "../static/texts.js";
import { inLanguage } from "../static/zones.js";
import { ask, askForFile } from "./ask.js";
import { Canvas, nameOf } from "./canvas.js";
import { choiceInHand, inReadingOrder, load, openDesign, redo, select, showPage, undo } from "./design.js";
import { press } from "./keys.js";
import { formPanel, rulesPanel, sayPart, zonePanel } from "./panels.js";
import { partOf, pathsOf } from "./parts.js";
import { showPublishing } from "./publishing.js";
import { Saver } from "./saving.js";
import { Trial } from "./trial.js";

/** @typedef {import("./design.js").Design} Design */
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
const left = saver.leftBehind();
/** @type {Design} */
let design = openDesign(first.content, words);
const canvas = new Canvas(byId("canvas"), doAct);
const trial = new Trial(id, {
  pictures: byId("sample-pictures"),
  label: labelOf,
  name: () => String(design.content.name),
  changed: () => { if (tab === "try") draw(true); },
  ready: () => saver.flush(),
});

/** @param {(design: Design) => Design} act */
function doAct(act) {
  const after = act(design);
  if (after === design) return false;
  const changed = after.content !== design.content;
  if (after.selected !== design.selected && after.selected && tab !== "zones" && tab !== "rules") setTab("zones", false);
  design = after;
  if (changed) saver.keep(design.content);
  draw();
  return true;
}

/** @param {string} key a cell's or a field's path, in words */
function labelOf(key) {
  const [, table, row, column] = /^(.+)\[(\d+)\]\.(.+)$/.exec(key) ?? [];
  const part = pathsOf(design.content).get(table ? `${table}.${column}` : key);
  const said = part ? sayPart(design, part) : key;
  return row === undefined ? said : t("designer.cell", { name: said.split(" · ").at(-1), row: Number(row) + 1 });
}

function problems() {
  return saver.draft.problems.map((one) => ({ parts: one.parts, text: inWords(one) }));
}

/** A place in the file is named as the panels name it. @param {Draft["problems"][number]} problem */
function inWords({ code, params, text, parts }) {
  const key = hasText(`designer.problem.${code}`) ? `designer.problem.${code}` : `reason.${code}`;
  if (typeof params.place !== "string") return hasText(key) ? t(key, { ...params, ...namesIn(params) }) : text;
  const part = parts[0] ?? "";
  const last = params.place.split(".").filter((step) => !/^\d+$/.test(step)).at(-1) ?? "";
  const said = part ? sayPart(design, part) : "";
  const named = t(`designer.key.${last}`);
  const place = [said, named.startsWith("designer.") ? "" : t("designer.quoted", { name: named })].filter(Boolean).join(" ");
  return t(key, { ...params, place: place || params.place });
}

/** What a problem calls by name, as the page calls it. @param {Record<string, any>} params */
function namesIn(params) {
  const keys = pathsOf(design.content);
  const named = ["name", "one", "other", "path"].filter((key) => keys.has(params[key]));
  return Object.fromEntries(named.map((key) => [key, sayPart(design, keys.get(params[key]) ?? "")]));
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
  byId("hint").textContent = hint();
  drawList(wrong);
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

/** @param {ReadonlySet<string>} wrong */
function drawList(wrong) {
  const zones = inReadingOrder(design.content, design.page);
  fill(byId("zone-list"), ...zones.map((zone) => h("li", {
    class: zone.kind === "column" || zone.kind === "option" ? "inner" : "", "aria-current": zone.key === design.selected ? "true" : null,
  }, h("button", { type: "button", "data-key": zone.key, onclick: () => doAct((now) => select(now, zone.key)) },
    h("span", { class: wrong.has(zone.key) ? "state wrong" : "" }, nameOf(design, zone)), h("span", { class: "soft" }, kindText(zone))))));
  byId("zone-list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  byId("zone-list").hidden = tab !== "zones" && !design.picking;
}

/** @param {import("./parts.js").Zone} zone */
function kindText({ kind, key }) {
  if (kind === "field" || kind === "column") {
    const part = key.split(".").reduce((/** @type {any} */ whole, step) => whole?.[step], design.content);
    return part?.read?.type ? t(`designer.type.${part.read.type}`) : "";
  }
  return t(`designer.kind.${kind}`);
}

/** @param {boolean} anew */
function drawPanel(anew) {
  const panel = byId("panel");
  const active = document.activeElement;
  const inside = active instanceof HTMLElement && panel.contains(active) ? active : null;
  const now = JSON.stringify([tab, design.selected, design.page, shapeOf(design)]);
  const same = drawn === now;
  // What is being typed stays as it is; the panel follows when the box is left.
  if (same && !anew && inside && isTyping(inside) && !(inside instanceof HTMLSelectElement)) return;
  const { scrollTop } = panel;
  const desk = { design, schema, doAct, problems: problems(), files: saver.draft.files };
  if (tab === "try") trial.draw(panel);
  else if (tab === "file") drawFile(panel);
  else if (tab === "rules") fill(panel, ...rulesPanel(desk));
  else if (tab === "form") fill(panel, ...formPanel(desk, { addPage, addList, dropList, mapping: mayMap === "true" }));
  else fill(panel, ...zonePanel(desk));
  if (same) panel.scrollTop = scrollTop;
  if (same && inside?.id) document.getElementById(inside.id)?.focus();
  drawn = now;
}

/** What decides which controls the panel has, besides what is in hand. @param {Design} shown */
function shapeOf({ content, selected }) {
  const part = partOf(content, selected || "-");
  return [part?.read?.type, part?.rows_by, part?.read?.options?.length, part?.columns?.length, part?.totals?.length, content.rules?.length];
}

/** @param {HTMLElement} panel */
function drawFile(panel) {
  const text = h("textarea", { id: "yaml", spellcheck: "false", "aria-label": t("designer.tab.file") });
  text.value = saver.draft.yaml;
  const apply = h("button", { type: "button", onclick: () => during(applyFile(text.value)) }, t("designer.apply_file"));
  fill(panel, h("p", { class: "soft" }, t("designer.file_hint")), text, h("p", { class: "buttons" }, apply));
}

/** @param {string} yaml */
async function applyFile(yaml) {
  await saver.flush();
  const draft = await call("PUT", `${path}/file`, { revision: saver.draft.revision, yaml });
  takeDraft(draft);
  tell("sure", t("designer.file_applied"));
}

/** The server changed the draft on our behalf. @param {Draft} draft */
function takeDraft(draft) {
  design = load(design, draft.content);
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

async function addPage() {
  const chosen = await askForFile(t("designer.add_page"), "image/*,.pdf,.tif,.tiff,.heic", { page: t("designer.which_page") });
  if (!chosen) return;
  await saver.flush();
  const form = new FormData();
  form.append("file", chosen.file, chosen.file.name);
  form.append("page", chosen.page || "1");
  form.append("revision", String(saver.draft.revision));
  tell("look", t("designer.proposing"));
  takeDraft(await send(`${API}${path}/pages`, form));
  doAct((now) => showPage(now, now.content.pages.length));
}

async function addList() {
  const chosen = await askForFile(t("designer.add_list"), ".csv,text/csv", { name: t("designer.list_name") });
  if (!chosen) return;
  const name = chosen.name || chosen.file.name.replace(/\.csv$/i, "").toLowerCase().replace(/[^a-z0-9_]/g, "_").replace(/^[^a-z]+/, "") || "list";
  await changeList(name, chosen.file);
}

/** @param {string} name */
function dropList(name) {
  during(changeList(name, null));
}

/** @param {string} name @param {File | null} file */
async function changeList(name, file) {
  await saver.flush();
  const form = new FormData();
  if (file) form.append("file", file, file.name);
  form.append("revision", String(saver.draft.revision));
  takeDraft(await send(`${API}${path}/lists/${name}`, form));
}

/** Somebody else saved meanwhile: theirs, or ours over it. @param {Problem} problem */
function showClash(problem) {
  const box = byId("clash");
  box.hidden = false;
  fill(box, h("span", {}, problem.message),
    h("button", { type: "button", onclick: () => location.reload() }, t("designer.take_theirs")),
    h("button", { type: "button", onclick: () => during(saver.overwrite(design.content).then(() => { box.hidden = true; })) }, t("designer.keep_mine")));
  localStorage.removeItem(saver.place);
}

async function throwAway() {
  if (!(await ask(t("designer.throw_away_sure")))) return;
  saver.stopped = true;
  await call("DELETE", path);
  localStorage.removeItem(saver.place);
  location.assign("/forms");
}

/** @param {Promise<unknown>} act */
function during(act) {
  void act.catch((error) => {
    const wrong = error instanceof Problem ? /** @type {{text: string}[] | undefined} */ (error.details.problems) : undefined;
    if (wrong?.length) tell("wrong", wrong.slice(0, 6).map((one) => one.text).join(" "));
    else tellProblem(error);
  });
}

/** @type {Record<string, () => void>} */
const buttons = {
  undo: () => doAct(undo), redo: () => doAct(redo), smaller: () => canvas.zoom(1 / 1.25), larger: () => canvas.zoom(1.25), fit: () => canvas.zoom(0),
  "page-back": () => doAct((now) => showPage(now, now.page - 1)), "page-on": () => doAct((now) => showPage(now, now.page + 1)),
  "throw-away": () => during(throwAway()), publish: () => during(saver.flush().then(() => showPublishing(saver, trial, path))),
};
for (const [name, act] of Object.entries(buttons)) byId(name).addEventListener("click", act);
byId("tools").addEventListener("click", (event) => {
  const tool = event.target instanceof Element ? event.target.closest("[data-tool]") : null;
  if (tool instanceof HTMLElement) doAct((now) => ({ ...now, tool: /** @type {any} */ (tool.dataset.tool) }));
});
byId("tabs").addEventListener("click", (event) => {
  const wanted = event.target instanceof Element ? event.target.closest("[data-tab]") : null;
  if (wanted instanceof HTMLElement) setTab(wanted.dataset.tab ?? "zones");
});
byId("panel").addEventListener("focusout", (event) => {
  if (!byId("panel").contains(/** @type {Node | null} */ (event.relatedTarget))) draw();
});
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") byId("canvas").focus();
    return;
  }
  if (tab === "try" && trial.shown) return;
  const key = readKey(event);
  if (event.key === "Enter" && event.target === byId("canvas") && design.selected) {
    event.preventDefault();
    setTab("zones");
    byId("panel").querySelector("input")?.focus();
    return;
  }
  if (!key.ctrl && !key.alt && ["+", "=", "-", "0"].includes(event.key)) {
    canvas.zoom(event.key === "0" ? 0 : event.key === "-" ? 1 / 1.25 : 1.25);
    return;
  }
  if (doAct((now) => press(now, key))) event.preventDefault();
});
new ResizeObserver(() => canvas.show(design, pictureOf(design), new Set(saver.draft.problems.flatMap((one) => one.parts)))).observe(byId("canvas"));
window.addEventListener("beforeunload", (event) => {
  if (saver.waiting && !saver.stopped) event.preventDefault();
});

byId("form-title").textContent = inLanguage(first.content.title) || first.name;
if (left) doAct((now) => load(now, left));
draw();
canvas.frame.focus({ preventScroll: true });
let linesOf = 0;
async function loadLines() {
  if (linesOf === design.page || !pictureOf(design)) return;
  linesOf = design.page;
  const found = await call("GET", `${path}/pages/${design.page}/rulings`).catch(() => ({ lines: [] }));
  if (linesOf === design.page) canvas.lines = found.lines;
}
byId("canvas").addEventListener("pointerenter", () => void loadLines());
void loadLines();
void trial.load().catch(tellProblem);
