// What the pages of administration share: asking first, filling in a dialog, showing a secret once.

import { Problem } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byIdAs, fill, h } from "../static/dom.js";
import { isComposing, isTyping } from "../static/keys.js";
import { t } from "../static/texts.js";

/** @typedef {{id: string, code: string, name: string, people: number, keys: number, created_at: string, closed_at: string | null}} Site */

// Without letters and digits that look alike.
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

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
    const notice = h("div", { class: "notice wrong", role: "alert" }, ...problemLines(error));
    const foot = form.querySelector(".actions, .foot");
    if (foot) foot.before(notice);
    else form.append(notice);
    notice.scrollIntoView({ block: "nearest" });
    return false;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/** @param {Problem} problem @returns {HTMLElement[]} */
function problemLines(problem) {
  const errors = /** @type {{pointer?: string, detail: string}[]} */ (problem.details.errors ?? []);
  const lines = errors.map((one) => `${(one.pointer ?? "").replace("#/", "")}: ${one.detail}`);
  return [problem.message, ...lines].map((line) => h("p", {}, line));
}

/** Runs what a button asks for. @param {() => Promise<unknown>} act */
export function run(act) {
  return () => void act().catch(tellProblem);
}

/** A password that nobody guesses and everybody can type. */
export function newPassword() {
  const random = crypto.getRandomValues(new Uint8Array(20));
  // 31 letters: the rest of a division by them is a little uneven, which costs less than a tenth of a bit each.
  const letters = [...random].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return letters.replace(/(.{5})(?=.)/g, "$1-");
}

/**
 * Something to copy, which is shown this once.
 * @param {string} label
 * @param {string} value
 */
export function shownOnce(label, value) {
  const box = h("input", { type: "text", readonly: true, value, "aria-label": label, autocomplete: "off" });
  const copy = h("button", { type: "button", onclick: () => void copyText(box).then(() => fill(copy, t("admin.common.copied"))) },
    t("admin.common.copy"));
  return h("div", { class: "once" }, h("span", {}, label), h("div", { class: "with-button" }, box, copy));
}

/** The clipboard is closed to pages without TLS, as on most factory networks. @param {HTMLInputElement} box */
async function copyText(box) {
  box.select();
  if (navigator.clipboard) await navigator.clipboard.writeText(box.value);
  else document.execCommand("copy");
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

/** The sites that somebody new may belong to, and the one that `chosen` names. @param {HTMLSelectElement} select @param {Site[]} sites @param {string | null} [chosen] */
export function fillSites(select, sites, chosen = null) {
  const open = sites.filter((site) => site.closed_at === null || site.code === chosen);
  fill(select,
    h("option", { value: "" }, t("admin.common.no_site")),
    ...open.map((site) => h("option", { value: site.code, selected: site.code === chosen }, `${site.name} (${site.code})`)));
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

/**
 * Keys of a page of administration: `n` presses the button that adds, `/` goes to the search box, j and k along rows.
 * @param {{add?: HTMLElement | null, search?: HTMLElement | null, rows?: HTMLElement | null}} places
 */
export function listenForKeys({ add, search, rows }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isComposing(event) || isTyping(event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "n" && add) {
      event.preventDefault();
      add.click();
    }
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    }
    if (rows && (event.key === "j" || event.key === "k")) step(rows, event.key === "j" ? 1 : -1);
  });
}

/** @param {HTMLElement} rows @param {number} by */
function step(rows, by) {
  /** @type {HTMLElement[]} */
  const places = [...rows.querySelectorAll("tr")].map((row) => /** @type {HTMLElement | null} */ (row.querySelector("a, button"))).filter((one) => one !== null);
  const here = places.findIndex((one) => one.closest("tr") === document.activeElement?.closest("tr"));
  places[Math.max(0, Math.min(places.length - 1, here + by))]?.focus();
}
