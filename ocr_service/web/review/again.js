// Has a field that two people typed alike typed by two again: whoever has the form in hand doubts it.

import { call } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, byIdAs } from "../static/dom.js";
import { t } from "../static/texts.js";
import { current } from "./desk.js";

/** @typedef {import("./work.js").Work} Work */

const dialog = byIdAs("again", HTMLDialogElement);

/** What both typed is lost by it, so it is asked once more. @param {Work} work */
export async function askToTypeAgain(work) {
  byId("again-title").textContent = t("review.again.title", { label: labelOf(work) });
  dialog.returnValue = "";
  dialog.showModal();
  byId("again-now").focus();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  work.view.editor.focus();
  return dialog.returnValue === "again";
}

/** The field in hand. @param {Work} work */
export async function typeAgain(work) {
  const { form } = work;
  const [path, label] = [current(work.desk)?.path ?? "", labelOf(work)];
  if (!form) return;
  await form.flush();
  await call("POST", `/scans/${form.scan.id}/fields/${encodeURIComponent(path)}/key-again`);
  work.layFields((await call("GET", `/scans/${form.scan.id}`)).fields);
  tell("sure", t("review.again.done", { label }));
}

/** @param {Work} work */
function labelOf({ form, desk }) {
  return form?.scan.fields[desk.at]?.label ?? "";
}

byId("again-cancel").addEventListener("click", () => dialog.close());
