// What works on every page: language, sign out, keyboard help, going to another page by key.

import { call, Problem, signOut } from "./api.js";
import { byId, byIdAs, h } from "./dom.js";
import { isComposing, isTyping } from "./keys.js";
import { t } from "./texts.js";

/**
 * Says something in the corner; what went wrong stays until it is closed.
 * @param {"sure" | "look" | "wrong"} mark
 * @param {string} sentence
 */
export function tell(mark, sentence) {
  // A line that is down is told once, however many requests find it so.
  if ([...byId("messages").children].some((notice) => notice.firstChild?.textContent === sentence)) return;
  const close = h("button", { type: "button", class: "quiet", onclick: () => notice.remove() }, t("pages.close"));
  const notice = h("div", { class: `notice ${mark}` }, h("span", {}, sentence), close);
  byId("messages").append(notice);
  if (mark !== "wrong") setTimeout(() => notice.remove(), 5000);
}

/** Says what went wrong. @param {unknown} error */
export function tellProblem(error) {
  if (!(error instanceof Problem)) throw error;
  tell("wrong", error.told);
}

export function showHelp() {
  const help = byIdAs("help", HTMLDialogElement);
  if (help.open) return;
  help.showModal();
  // Its button stands at the end and has the focus: a long list would open there.
  help.scrollTop = 0;
}

/** @param {string} language */
async function switchLanguage(language) {
  // The cookie keeps it for the sign-in page on this machine, the account for the person everywhere.
  document.cookie = `language=${language}; path=/; max-age=31536000; samesite=lax`;
  if (document.getElementById("sign-out")) await call("PUT", "/me/language", { language });
  location.reload();
}

/** @param {string} id @param {() => unknown} act */
function onClick(id, act) {
  const element = document.getElementById(id);
  element?.addEventListener("click", () => void Promise.resolve(act()).catch(tellProblem));
}

onClick("show-help", showHelp);
onClick("sign-out", signOut);
onClick("account", async () => (await import("./account.js")).openAccount(byId("account").dataset.name ?? ""));
onClick("switch-language", () => switchLanguage(byId("switch-language").dataset.language ?? "zh-CN"));

let going = false;
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "F1" || (event.key === "?" && !isTyping(event.target))) {
    event.preventDefault();
    showHelp();
    return;
  }
  // A question that stands is answered or closed first.
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const links = document.querySelectorAll(".topbar nav a");
  const link = going ? links[Number(event.key) - 1] : undefined;
  going = event.key === "g";
  if (link instanceof HTMLAnchorElement) link.click();
});
