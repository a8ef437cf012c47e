// Secrets that are made here and shown once.

import { fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";

// Without letters and digits that look alike.
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

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
