// Asks a colleague: says something about the form, and hands it to him if he is to decide.

import { call } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { commentLine } from "../static/comments.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { isComposing } from "../static/keys.js";
import { t } from "../static/texts.js";

/** @typedef {{id: string, name: string, role: string}} Colleague */
/** @typedef {import("../static/comments.js").Comment} Comment */

const dialog = byIdAs("asking", HTMLDialogElement);
const words = byIdAs("asking-words", HTMLTextAreaElement);
const say = byIdAs("asking-say", HTMLButtonElement);
/** @type {HTMLButtonElement[]} */
let buttons = [];
/** What was said about which form and nobody has heard yet. */
let unheard = { scan: "", text: "" };
/** @type {(answer: {text: string, to: Colleague | null} | null) => void} */
let answer = () => {};

/**
 * Resolves with what is said, and whom the form is handed to; null where the person thought better of it. Until it is
 * `heard`, the words stand there again when the same form is asked about.
 * @param {string} scan
 * @param {readonly Comment[]} comments
 * @returns {Promise<{text: string, to: Colleague | null, heard: () => void} | null>}
 */
export async function ask(scan, comments) {
  fill(byId("asking-said"), ...comments.map(commentLine));
  words.value = unheard.scan === scan ? unheard.text : "";
  // What is typed at once is for the question, not for the form behind it: the names may come later.
  dialog.showModal();
  words.focus();
  void showColleagues().catch(tellProblem);
  const said = await new Promise((/** @type {typeof answer} */ resolve) => {
    answer = resolve;
  });
  unheard = { scan, text: said?.text ?? words.value };
  return said && { ...said, heard: () => void (unheard = { scan: "", text: "" }) };
}

async function showColleagues() {
  /** @type {Colleague[]} */
  const colleagues = (await call("GET", "/review/colleagues")).items;
  buttons = colleagues.map((colleague, index) =>
    h("button", { type: "button", onclick: () => close({ text: words.value.trim(), to: colleague }) },
      index < 9 && h("kbd", {}, "Alt"), index < 9 && h("kbd", {}, String(index + 1)), colleague.name));
  fill(byId("asking-colleagues"), ...(buttons.length ? buttons : [h("p", { class: "soft" }, t("review.ask.nobody"))]));
}

/** @param {{text: string, to: Colleague | null} | null} said */
function close(said) {
  answer(said);
  answer = () => {};
  dialog.close();
}

/** A comment without words is none. */
function comment() {
  if (words.value.trim()) close({ text: words.value.trim(), to: null });
  else words.focus();
}

say.addEventListener("click", comment);
byId("asking-cancel").addEventListener("click", () => close(null));
dialog.addEventListener("close", () => close(null));
dialog.addEventListener("keydown", (event) => {
  if (isComposing(event)) return;
  const number = event.altKey ? /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] : undefined;
  const button = number ? buttons[Number(number) - 1] : undefined;
  if (button) {
    event.preventDefault();
    button.click();
  } else if (event.key === "Enter" && event.target === words && !event.shiftKey) {
    event.preventDefault();
    comment();
  } else if (event.key === "F3") {
    event.preventDefault();
    close(null);
  }
});
