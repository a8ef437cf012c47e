// A form's page: blanks with serial numbers to print, and what became of the paper whose code was scanned.

import { call, request, withQuery } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { shortTime } from "../static/format.js";
import { isComposing, isTyping } from "../static/keys.js";
import { stateLabel } from "../static/scans.js";
import { t } from "../static/texts.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */

const { name = "", serial = "" } = byId("form").dataset;

/** @param {number} copies @returns {Promise<{pdf: Blob, serials: string}>} */
async function fetchBlanks(copies) {
  const json = { "Content-Type": "application/json" };
  const response = await request("POST", `/templates/${name}/blanks`, json, JSON.stringify({ copies }));
  return { pdf: await response.blob(), serials: response.headers.get("Blank-Serials") ?? "" };
}

async function print() {
  const button = byIdAs("print-button", HTMLButtonElement);
  button.disabled = true;
  try {
    const { pdf, serials } = await fetchBlanks(byIdAs("copies", HTMLInputElement).valueAsNumber);
    const [first, last] = serials.split("-");
    const numbers = first === last ? first : serials;
    const link = h("a", { href: URL.createObjectURL(pdf), download: `${name}${numbers && `-${numbers}`}.pdf` }, t("blank.save_again"));
    const said = first ? t(first === last ? "blank.printed_one" : "blank.printed", { first, last }) : t("blank.printed_plain");
    byId("printed").hidden = false;
    fill(byId("printed"), said, " ", link);
    link.click();
  } finally {
    button.disabled = false;
  }
}

/** What became of this paper. */
async function showPaper() {
  /** @type {{items: ScanRow[]}} */
  const { items } = await call("GET", withQuery("/scans", { reference: serial, template: name }));
  byId("paper-new").hidden = items.length > 0;
  fill(byId("paper-scans"), ...items.map((scan) => h("li", {},
    stateLabel(scan), " ", h("a", { href: `/scans/${scan.id}` }, scan.file_name), ` · ${shortTime(scan.created_at)}`)));
}

const printing = document.getElementById("print"); // not there where the form's picture is of a filled copy
printing?.addEventListener("submit", (event) => {
  event.preventDefault();
  void print().catch(tellProblem);
});
document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "h") byId("hand-in").click();
  if (event.key === "p" && printing) byIdAs("copies", HTMLInputElement).select();
});
if (serial) void showPaper().catch(tellProblem);
