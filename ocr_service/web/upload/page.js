// Handing scans in: choose, drop or paste; watch each file go out, then each scan go through its states.

import { call, keepLooking, withQuery } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { isComposing, isTyping } from "../static/keys.js";
import { isMoving } from "../static/scans.js";
import { fillForms } from "../static/templates.js";
import { t } from "../static/texts.js";
import { chosen, fromDrop } from "./collect.js";
import { Doubts } from "./doubts.js";
import { arrivedRow, SendingRow } from "./rows.js";
import { Sender } from "./sending.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */

const UNSENT = "upload-unsent";
const RECENT = 50;

const drop = byId("drop");
const lane = byIdAs("lane", HTMLSelectElement);
const template = byIdAs("template", HTMLSelectElement);
const limitMb = Number(drop.dataset.limitMb);
const sender = new Sender();
const doubts = new Doubts(() => lookNow());
/** @type {Set<string>} names of files on their way, told again after a reload */
const underWay = new Set();

/** @param {File[]} files */
function handIn(files) {
  for (const file of files) {
    const row = new SendingRow(file);
    byId("sending").append(row.element);
    byId("none").hidden = true;
    if (file.size > limitMb * 1e6) row.fail(t("upload.too_large", { limit_mb: limitMb }), [dismiss(row)]);
    else if (file.size === 0) row.fail(t("upload.empty"), [dismiss(row)]);
    else send(file, row, false);
  }
}

/** @param {File} file @param {SendingRow} row @param {boolean} allowDuplicate */
function send(file, row, allowDuplicate) {
  remember(file.name, true);
  sender.send(file, { lane: lane.value, template: template.value, allowDuplicate }, {
    progress: (share) => row.progress(share),
    done: (answer) => {
      remember(file.name, false);
      void arrived(file, row, answer.items[0]).catch(tellProblem);
    },
    failed: (problem) => {
      remember(file.name, false);
      const again = h("button", { type: "button", onclick: () => send(file, row.restart(), allowDuplicate) }, t("upload.again"));
      const worthIt = problem.status === 0 || problem.status >= 500 || problem.status === 429;
      row.fail(problem.message, worthIt ? [again, dismiss(row)] : [dismiss(row)]);
    },
  });
}

/** @param {File} file @param {SendingRow} row @param {import("../static/types.js").Uploaded} item */
async function arrived(file, row, item) {
  if (item.problem) {
    row.fail(item.problem.detail ?? item.problem.title, [dismiss(row)]);
    return;
  }
  if (item.duplicate && item.scan) {
    const anyway = h("button", { type: "button", onclick: () => send(file, row.restart(), true) }, t("upload.anyway"));
    row.duplicate(item.scan, [anyway, dismiss(row)]);
    return;
  }
  if (item.scan && item.quality?.warnings.length) doubts.add(item.scan, item.quality);
  await look();
  row.element.remove();
  lookNow();
}

/** @param {SendingRow} row */
function dismiss(row) {
  return h("button", { type: "button", class: "quiet", onclick: () => row.element.remove() }, t("upload.dismiss"));
}

/** @param {string} name @param {boolean} going */
function remember(name, going) {
  if (going) underWay.add(name);
  else underWay.delete(name);
  sessionStorage.setItem(UNSENT, JSON.stringify([...underWay]));
}

/** Files that a reload cut off cannot be sent again by the page; it says which. */
function tellUnsent() {
  /** @type {string[]} */
  const names = JSON.parse(sessionStorage.getItem(UNSENT) ?? "[]");
  byId("unsent").hidden = names.length === 0;
  byId("unsent-names").textContent = names.join(t("pages.list_separator"));
}

async function look() {
  /** @type {{items: ScanRow[]}} */
  const { items } = await call("GET", withQuery("/scans", { mine: "true", limit: RECENT }));
  fill(byId("recent"), ...items.map(arrivedRow));
  byId("none").hidden = items.length + byId("sending").childElementCount > 0;
  const moving = items.filter((scan) => isMoving(scan.state)).length;
  byId("summary").textContent = items.length ? t(moving ? "upload.moving" : "upload.all_through", { n: moving }) : "";
  return moving > 0;
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
    if (event.dataTransfer) void fromDrop(event.dataTransfer).then(handIn, tellProblem);
  });
  document.addEventListener("paste", (event) => handIn(chosen(event.clipboardData?.files)));
}

/** @param {string} inputId @param {string} buttonId @param {string} key */
function acceptChoice(inputId, buttonId, key) {
  const input = byIdAs(inputId, HTMLInputElement);
  byId(buttonId).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    handIn(chosen(input.files));
    input.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === key) input.click();
  });
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (doubts.press(event.key.toLowerCase())) event.preventDefault();
});
acceptDrops();
acceptChoice("files", "choose-files", "o");
acceptChoice("folder", "choose-folder", "d");
byId("unsent-close").addEventListener("click", () => {
  byId("unsent").hidden = true;
});
window.addEventListener("beforeunload", (event) => {
  if (sender.busy) event.preventDefault();
});
tellUnsent();
sessionStorage.removeItem(UNSENT);
await fillForms(template).catch(tellProblem);
const lookNow = keepLooking(look, { soonest: 1000, latest: 15000 });
