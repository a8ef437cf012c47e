// Signing in.

import { call, Problem } from "../static/api.js";
import { byId, byIdAs } from "../static/dom.js";

const form = byIdAs("sign-in", HTMLFormElement);
const refusal = byId("refusal");
const button = byIdAs("enter", HTMLButtonElement);

/** Only a path of our own; anything else would send people away. */
function destination() {
  const next = new URLSearchParams(location.search).get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) ? next : "/";
}

async function signIn() {
  const given = new FormData(form);
  button.disabled = true;
  refusal.hidden = true;
  try {
    await call("POST", "/session", { name: given.get("name"), password: given.get("password") });
    location.assign(destination());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refusal.textContent = error.message;
    refusal.hidden = false;
    button.disabled = false;
    const password = form.elements.namedItem("password");
    if (password instanceof HTMLInputElement) password.select();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void signIn();
});
