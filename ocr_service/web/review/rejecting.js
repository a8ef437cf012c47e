// Asks why a form is rejected: a common reason by its number, or one's own words.

import { byIdAs } from "../static/dom.js";
import { isComposing } from "../static/keys.js";

const dialog = byIdAs("rejecting", HTMLDialogElement);
const words = byIdAs("reject-reason", HTMLTextAreaElement);
const form = byIdAs("reject-form", HTMLFormElement);
const common = [...dialog.querySelectorAll("button[data-reason]")].filter((one) => one instanceof HTMLButtonElement);

/** Resolves with the reason; with an empty text where the person thought better of it. @returns {Promise<string>} */
export async function askReason() {
  words.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  words.focus();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "reject" ? words.value.trim() : "";
}

for (const button of common) {
  button.addEventListener("click", () => {
    words.value = button.dataset.reason ?? "";
    words.focus();
  });
}
byIdAs("reject-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
dialog.addEventListener("keydown", (event) => {
  if (isComposing(event)) return;
  const button = words.value === "" ? common[Number(event.key) - 1] : undefined;
  if (button) {
    event.preventDefault();
    button.click();
  }
  if (event.key === "Enter" && event.target === words && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit(byIdAs("reject-now", HTMLButtonElement));
  }
});
