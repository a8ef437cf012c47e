// The list of forms: a new one from a scan, one from a file; keys from one form to the next.

import { API, call, Problem, send } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs } from "../static/dom.js";
import { writeTimes } from "../static/format.js";
import { isComposing, isTyping } from "../static/keys.js";
import { t } from "../static/texts.js";
import { formName } from "./form_name.js";

const DRAFTS = `${API}/template-drafts`;
const scan = new URLSearchParams(location.search).get("scan") ?? "";
writeTimes(document);

function openBegin() {
  byId("begin-scan").hidden = byId("begin-file").hidden = false;
  if (scan) void nameScan().catch(tellProblem);
  byId(scan ? "begin-file" : "begin-scan").hidden = true;
  byIdAs("begin", HTMLDialogElement).showModal();
}

/** Which scan it begins with, by the name that people know. */
async function nameScan() {
  const { file_name: name } = await call("GET", `/scans/${encodeURIComponent(scan)}`);
  byId("begin-scan").textContent = t("forms.new_scan", { scan: name });
}

/** @param {HTMLFormElement} form */
async function begin(form) {
  const given = new FormData(form);
  const file = given.get("file");
  if (scan) given.set("scan_id", scan);
  if (scan || !(file instanceof File) || file.size === 0) given.delete("file");
  const button = byIdAs("begin-yes", HTMLButtonElement);
  button.disabled = true;
  byId("begin-says").textContent = t("forms.proposing");
  try {
    await open(given);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    byId("begin-says").textContent = error.message;
  } finally {
    button.disabled = false;
  }
}

/** The name follows the file until somebody chooses one, and is written as forms are named. */
function nameForm() {
  const form = byIdAs("begin-form", HTMLFormElement);
  const [file, name] = ["file", "name"].map((key) => /** @type {HTMLInputElement} */ (form.elements.namedItem(key)));
  if (!file || !name) return;
  let own = name.value;
  file.addEventListener("change", () => {
    if (name.value === own) name.value = own = formName(file.files?.[0]?.name.replace(/\.[^.]+$/, "") ?? "") || name.defaultValue;
  });
  name.addEventListener("change", () => { name.value = formName(name.value) || name.value; });
}

/** @param {FormData} given */
async function open(given) {
  const draft = await send(DRAFTS, given);
  location.assign(`/designer/${draft.id}`);
}

/** @param {File | undefined} file */
async function takeIn(file) {
  if (!file) return;
  const given = new FormData();
  given.append("archive", file, file.name);
  await open(given);
}

if (document.getElementById("new")) {
  const archive = byIdAs("archive", HTMLInputElement);
  byId("new").addEventListener("click", openBegin);
  nameForm();
  byId("begin-no").addEventListener("click", () => byIdAs("begin", HTMLDialogElement).close());
  byId("begin-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void begin(byIdAs("begin-form", HTMLFormElement)).catch(tellProblem);
  });
  byId("import").addEventListener("click", () => archive.click());
  archive.addEventListener("change", () => void takeIn(archive.files?.[0]).catch(tellProblem).finally(() => { archive.value = ""; }));
  if (scan) openBegin();
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "n" && document.getElementById("new")) {
    event.preventDefault();
    openBegin();
    return;
  }
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".shelf h2 a")]);
  const here = links.findIndex((link) => link === document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, here + step))]?.focus();
});
