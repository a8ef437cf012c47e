// Handing scans in: choose, drop, paste or photograph; watch each file go out, then each scan go through its states.

import { keepLooking } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { timeForNames } from "../static/format.js";
import { isComposing, isTyping } from "../static/keys.js";
import { fillForms, loadForms, titleOf } from "../static/templates.js";
import { t } from "../static/texts.js";
import { hasLiveCamera, openCamera } from "./camera.js";
import { chosen, fromDrop } from "./collect.js";
import { Doubts } from "./doubts.js";
import { keepOfflinePage } from "./offline.js";
import { Outbox } from "./outbox.js";
import { PagesTray } from "./pages.js";
import { Recent } from "./recent.js";
import { SendingRow } from "./rows.js";

/** @typedef {import("./steps.js").Item} Item */

const drop = byId("drop");
const lane = byIdAs("lane", HTMLSelectElement);
const template = byIdAs("template", HTMLSelectElement);
const limitMb = Number(drop.dataset.limitMb);
/** @type {Map<string, SendingRow>} */
const rows = new Map();
/** @type {Set<string>} files that are scans now, and may not stand in the list yet */
const handedIn = new Set();
const doubts = new Doubts(drop.dataset.owner ?? "", () => lookNow());
const outbox = new Outbox(drop.dataset.owner ?? "", show);
const recent = new Recent({ watches: drop.dataset.watches === "true", changed: () => lookNow() });
const tray = new PagesTray(outbox, { order, done: documentDone, takePage });

function order() {
  return { lane: lane.value, template: template.value, allowDuplicate: false };
}

/** @param {File[]} files @param {"file" | "page"} purpose */
function handIn(files, purpose = "file") {
  for (const file of files) {
    if (file.size > limitMb * 1e6) refuse(file, t("upload.too_large", { limit_mb: limitMb }));
    else if (file.size === 0) refuse(file, t("upload.empty"));
    else if (purpose === "page") tray.take(file);
    else outbox.add(file, order(), purpose);
  }
}

/** @param {File} file @param {string} sentence */
function refuse(file, sentence) {
  const row = addRow(file, undefined);
  row.fail(sentence, [button("upload.dismiss", () => row.element.remove(), "quiet")]);
}

/** @param {{name: string, size: number}} file @param {Blob | undefined} picture */
function addRow(file, picture) {
  const row = new SendingRow(file, picture);
  byId("sending").append(row.element);
  byId("none").hidden = true;
  return row;
}

/** @param {string} words @param {() => void} onclick @param {string} [kind] */
function button(words, onclick, kind) {
  return h("button", { type: "button", class: kind, onclick }, t(words));
}

/** Whatever happens to a file is shown at once. @param {Item} item */
function show(item) {
  tellOfLine();
  if (item.purpose === "page") tray.draw();
  else if (item.state === "done") arrived(item);
  else showRow(item);
}

/** @param {Item} item */
function showRow(item) {
  const row = rows.get(item.id) ?? addRow(item, outbox.files.get(item.id));
  rows.set(item.id, row);
  const letGo = (/** @type {string} */ words) => button(words, () => {
    outbox.drop(item.id);
    row.element.remove();
  }, "quiet");
  if (item.state === "lost") row.lost(item, [button("upload.try_now", () => outbox.tryAll()), letGo("upload.remove")]);
  else if (item.state === "refused") row.fail(item.message, [letGo("upload.dismiss")]);
  else if (item.state === "duplicate" && item.scan) {
    row.duplicate(item.scan, [button("upload.anyway", () => outbox.happened(item.id, { kind: "again", allowDuplicate: true })), letGo("upload.dismiss")]);
  } else row.progress(item);
}

/** Its row goes as soon as it stands in the list below, whatever becomes of the line until then. @param {Item} item */
function arrived(item) {
  rows.get(item.id)?.progress(item);
  if (item.scan && item.quality?.warnings.length) doubts.add(item.scan, item.quality);
  handedIn.add(item.id);
  lookNow();
}

async function lookAround() {
  const listed = [...handedIn];
  const moving = await recent.look();
  doubts.settle(recent.mine);
  for (const id of listed) {
    rows.get(id)?.element.remove();
    rows.delete(id);
    handedIn.delete(id);
  }
  return moving;
}

/** @param {import("./pages.js").HandedIn} event */
function documentDone(event) {
  if (event.kind === "duplicate") tell("look", `${t("upload.duplicate_of")} ${event.scan.file_name}`);
  else tell("sure", t("upload.document_in", { name: event.scan.file_name }));
  lookNow();
}

function tellOfLine() {
  const { lost } = outbox;
  const why = lost.some((item) => item.full) ? "upload.line_full" : "upload.line_lost";
  byId("line").hidden = lost.length === 0;
  byId("line").textContent = lost.length ? t(why, { n: lost.length }) : "";
}

async function showForms() {
  const forms = await loadForms();
  byId("known-forms").hidden = forms.length === 0;
  fill(byId("form-list"), ...forms.map((form) => h("li", {}, h("a", { href: `/blank/${form.name}` }, titleOf(form)))));
  await fillForms(template);
  // A form's own page sends its people here with the form chosen.
  const wanted = new URLSearchParams(location.search).get("template");
  if (wanted && forms.some((form) => form.name === wanted)) template.value = wanted;
}

function acceptDrops() {
  /** @type {[string, boolean][]} */
  const phases = [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]];
  for (const [name, over] of phases) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", over);
    });
  }
  document.addEventListener("drop", (event) => {
    if (event.dataTransfer) void fromDrop(event.dataTransfer).then((files) => handIn(files), tellProblem);
  });
  document.addEventListener("paste", (event) => handIn(chosen(event.clipboardData?.files).map(namedByTime)));
}

/** Every browser calls every pasted picture the same; files that were copied have names of their own. @param {File} file */
function namedByTime(file) {
  if (file.name !== "image.png") return file;
  return new File([file], `${t("upload.pasted_name")} ${timeForNames()}.png`, { type: file.type });
}

/** @param {string} inputId @param {"file" | "page"} purpose */
function acceptChoice(inputId, purpose) {
  const input = byIdAs(inputId, HTMLInputElement);
  input.addEventListener("change", () => {
    handIn(chosen(input.files), purpose);
    input.value = "";
  });
}

/** The next page, or one that takes another's place: that is a single picture, and none where the person turns back. */
function takePage() {
  byIdAs("page-picture", HTMLInputElement).multiple = !tray.again;
  if (!hasLiveCamera()) {
    byId("page-picture").click();
    return;
  }
  // The phone's own camera app is still there; it opens by itself only while the person's tap is fresh.
  const single = tray.again !== "";
  openCamera((picture) => {
    handIn([picture], "page");
    if (single) byIdAs("camera", HTMLDialogElement).close();
  }).then(() => tray.keepAll()).catch(() => {
    if (navigator.userActivation?.isActive) byId("page-picture").click();
    else tell("look", t("upload.camera_refused"));
  });
}

/** @type {Record<string, () => void>} */
const keys = {
  o: () => byId("files").click(),
  d: () => byId("folder").click(),
  t: takePage,
  s: () => void tray.handIn(false),
};
document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (doubts.press(key)) event.preventDefault();
  else if (keys[key] && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    keys[key]();
  }
});
acceptDrops();
acceptChoice("files", "file");
acceptChoice("folder", "file");
acceptChoice("page-picture", "page");
byId("choose-files").addEventListener("click", () => byId("files").click());
byId("choose-folder").addEventListener("click", () => byId("folder").click());
byId("take-page").addEventListener("click", takePage);
byId("next-page").addEventListener("click", takePage);
byId("page-picture").addEventListener("cancel", () => tray.keepAll());
addEventListener("beforeunload", (event) => {
  if (outbox.fragile) event.preventDefault();
});
await showForms().catch(tellProblem);
const lookNow = keepLooking(lookAround, { soonest: 1000, latest: 15000 });
await doubts.restore().catch(tellProblem);
await outbox.restore();
keepOfflinePage();
