// A person's own account: choosing another password. Fetched when it is asked for, as it seldom is.

import { call, Problem } from "./api.js";
import { tell } from "./base.js";
import { h } from "./dom.js";
import { t } from "./texts.js";

/** @param {string} name the person's */
export function openAccount(name) {
  const old = box("old", "current-password");
  const first = box("new", "new-password", { minlength: 10 });
  const again = box("again", "new-password");
  const refusal = h("div", { class: "notice wrong", role: "alert", hidden: true });
  const form = h("form", { class: "account" },
    h("input", { type: "text", name: "username", value: name, autocomplete: "username", hidden: true }),
    labelled("old", old), labelled("new", first, t("pages.account.hint")), labelled("again", again), refusal,
    h("div", { class: "actions" },
      h("button", { type: "button", onclick: () => dialog.close() }, t("pages.cancel"), " ", h("kbd", {}, "Esc")),
      h("button", { class: "main" }, t("pages.account.save"))));
  const dialog = h("dialog", { "aria-labelledby": "account-title" }, h("h2", { id: "account-title" }, t("pages.account.title", { name })), form);
  form.addEventListener("input", () => again.setCustomValidity(again.value === first.value ? "" : t("pages.account.differ")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void change(old.value, first.value).then((why) => {
      refusal.hidden = why === "";
      refusal.textContent = why;
      if (why !== "") return;
      dialog.close();
      tell("sure", t("pages.account.changed"));
    });
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {string} old @param {string} now @returns {Promise<string>} why it was not done; empty where it was */
async function change(old, now) {
  try {
    await call("PUT", "/me/password", { old, new: now });
    return "";
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code === "sign_in_refused" ? t("pages.account.wrong_old") : error.message;
  }
}

/** @param {string} name @param {string} autocomplete @param {Record<string, unknown>} [more] */
function box(name, autocomplete, more = {}) {
  return h("input", { type: "password", name, autocomplete, required: true, maxlength: 200, ...more });
}

/** @param {string} name @param {HTMLInputElement} input @param {string} [hint] */
function labelled(name, input, hint = "") {
  return h("label", {}, h("span", {}, t(`pages.account.${name}`)), input, hint && h("span", { class: "soft" }, hint));
}
