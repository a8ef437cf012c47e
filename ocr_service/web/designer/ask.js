// Small questions in a dialog: yes or no, or a file with a word about it.

import { byId, byIdAs, fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";

const MOST_NAMED = 12;

/** @param {string} question @param {HTMLElement[]} [fields] @param {string} [yes] @returns {Promise<boolean>} */
export function ask(question, fields = [], yes = t("designer.go")) {
  const dialog = byIdAs("asking", HTMLDialogElement);
  byId("asking-title").textContent = question;
  byId("asking-yes").textContent = yes;
  fill(byId("asking-fields"), ...fields);
  dialog.showModal();
  return new Promise((resolve) => {
    const form = byId("asking-form");
    const end = (/** @type {boolean} */ yes) => {
      form.removeEventListener("submit", submit);
      dialog.removeEventListener("close", closed);
      dialog.close();
      resolve(yes);
    };
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      end(true);
    };
    const closed = () => end(false);
    form.addEventListener("submit", submit);
    dialog.addEventListener("close", closed);
    byId("asking-no").onclick = closed;
  });
}

/** Whether these values are to be kept as blank, of so many. @param {string[]} names @param {number} all @returns {Promise<boolean>} */
export function askAboutBlanks(names, all) {
  const listed = names.slice(0, MOST_NAMED).map((name) => h("li", {}, name));
  const more = names.length > MOST_NAMED ? [h("li", { class: "soft" }, t("designer.and_more", { n: names.length - MOST_NAMED }))] : [];
  const told = [h("p", {}, t("designer.keep_blank_says")), h("ul", { class: "problems" }, ...listed, ...more)];
  return ask(t("designer.keep_blank", { n: names.length, all }), told, t("designer.keep_blank_yes"));
}

/**
 * A file, with further words by name.
 * @template {string} Name
 * @param {string} question @param {string} accept @param {Record<Name, string>} further labels of boxes to fill in
 * @returns {Promise<({file: File} & Record<Name, string>) | null>}
 */
export async function askForFile(question, accept, further) {
  const file = h("input", { type: "file", id: "asking-file", accept, required: true });
  const boxes = /** @type {[Name, string][]} */ (Object.entries(further)).map(([name, label]) => {
    const input = h("input", { type: "text", id: `asking-${name}`, autocomplete: "off" });
    return { name, input, row: h("div", { class: "row" }, h("label", { for: input.id }, label), input) };
  });
  const rows = [h("div", { class: "row" }, h("label", { for: "asking-file" }, t("designer.file")), file), ...boxes.map((box) => box.row)];
  if (!(await ask(question, rows)) || !file.files?.[0]) return null;
  const words = Object.fromEntries(boxes.map((box) => [box.name, box.input.value.trim()]));
  return /** @type {any} */ ({ file: file.files[0], ...words });
}
