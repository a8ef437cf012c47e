// Dialogs and their forms: asking first, filling in, showing.

import { Problem } from "./api.js";
import { tellProblem } from "./base.js";
import { byIdAs, h } from "./dom.js";
import { t } from "./texts.js";

/**
 * Asks before something is done that others notice.
 * @param {string} question
 * @param {{note?: string, yes?: string}} [more]
 * @returns {Promise<boolean>}
 */
export function sure(question, { note = "", yes = t("pages.yes") } = {}) {
  const dialog = h("dialog", { "aria-labelledby": "sure-question" },
    h("h2", { id: "sure-question" }, question),
    note && h("p", {}, note),
    h("form", { method: "dialog", class: "actions" },
      h("button", { value: "no" }, t("pages.cancel"), " ", h("kbd", {}, "Esc")),
      h("button", { value: "yes", class: "main" }, yes)));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    }, { once: true });
  });
}

/**
 * Opens a dialog's form. `act` gets what was filled in; the dialog stays open, and says why, where it fails.
 * @param {HTMLDialogElement} dialog
 * @param {(form: FormData) => Promise<unknown>} act
 */
export function openForm(dialog, act) {
  const form = dialog.querySelector("form");
  if (!form) throw new Error("a dialog without a form");
  dialog.querySelector(".notice.wrong")?.remove();
  form.onsubmit = (event) => {
    event.preventDefault();
    void submitForm(form, act).then((done) => done && dialog.close());
  };
  for (const button of dialog.querySelectorAll("button[value=cancel]")) {
    if (button instanceof HTMLButtonElement) button.onclick = () => dialog.close();
  }
  dialog.showModal();
}

/**
 * Does what a form asks for; says below it what went wrong.
 * @param {HTMLFormElement} form
 * @param {(form: FormData) => Promise<unknown>} act
 * @returns {Promise<boolean>} whether it went well
 */
export async function submitForm(form, act) {
  form.querySelector(".notice.wrong")?.remove();
  const buttons = [...form.querySelectorAll("button")];
  const filled = new FormData(form);
  for (const button of buttons) button.disabled = true;
  try {
    await act(filled);
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const notice = h("div", { class: "notice wrong", role: "alert" }, ...problemLines(error, form));
    const foot = form.querySelector(".actions, .foot");
    if (foot) foot.before(notice);
    else form.append(notice);
    notice.scrollIntoView({ block: "nearest" });
    return false;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/** @param {Problem} problem @param {HTMLFormElement} form @returns {HTMLElement[]} */
function problemLines(problem, form) {
  const errors = /** @type {{pointer?: string, detail: string}[]} */ (problem.details.errors ?? []);
  const lines = errors.map((one) => `${labelOf(form, (one.pointer ?? "").replace("#/", ""))}${t("pages.colon")}${one.detail}`);
  return [problem.message, ...lines].map((line) => h("p", {}, line));
}

/** What the page calls the box; of a group of ticks, the group. @param {HTMLFormElement} form @param {string} name */
function labelOf(form, name) {
  const found = form.elements.namedItem(name);
  const box = found instanceof RadioNodeList ? found[0] : found;
  if (!(box instanceof HTMLElement)) return name;
  const place = box.closest(".tick") ? box.closest("fieldset")?.querySelector("legend") : box.closest("label")?.querySelector("span");
  return place?.textContent ?? name;
}

/** Runs what a button asks for. @param {() => Promise<unknown>} act */
export function run(act) {
  return () => void act().catch(tellProblem);
}

/**
 * Shows `content` in a dialog until it is closed.
 * @param {string} title
 * @param {(Node | string)[]} content
 * @param {{broad?: boolean}} [look]
 * @returns {Promise<void>} when it is closed
 */
export function show(title, content, { broad = false } = {}) {
  const dialog = h("dialog", { "aria-labelledby": "shown-title", class: broad ? "broad" : "" },
    h("h2", { id: "shown-title" }, title),
    h("div", { class: "boxes" }, ...content),
    h("form", { method: "dialog", class: "actions" }, h("button", { class: "main" }, t("pages.close"), " ", h("kbd", {}, "Esc"))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve();
    }, { once: true });
  });
}

/**
 * A control of a form by its name.
 * @template {HTMLElement} Kind
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function control(form, name, kind) {
  const found = form.elements.namedItem(name);
  if (!(found instanceof kind)) throw new Error(`the form has no ${kind.name} ${name}`);
  return found;
}

/** The form inside a dialog. @param {string} id @returns {[HTMLDialogElement, HTMLFormElement]} */
export function dialogForm(id) {
  const dialog = byIdAs(id, HTMLDialogElement);
  const form = dialog.querySelector("form");
  if (!form) throw new Error(`#${id} has no form`);
  return [dialog, form];
}
