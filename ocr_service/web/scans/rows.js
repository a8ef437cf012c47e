// A scan in the list: what it is, where it is, its numbers, what was said of it.

import { h } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { overdueLabel, pagesOfFile, stateLabel, unsentText } from "../static/scans.js";
import { formTitle } from "../static/templates.js";
import { t } from "../static/texts.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */

const ENDED_BADLY = new Set(["rejected", "failed"]);

/** @param {ScanRow} scan @param {{everybodys: boolean}} view */
export function scanRow(scan, { everybodys }) {
  return h("tr", { "data-scan": scan.id },
    h("td", {},
      h("a", { class: "file", href: `/scans/${scan.id}` }, scan.file_name),
      h("span", { class: "soft" }, [pagesOfFile(scan), formTitle(scan), everybodys && scan.actor_name].filter(Boolean).join(" · "))),
    h("td", {}, stateLabel(scan), overdueLabel(scan)),
    h("td", {}, ...numbers(scan)),
    h("td", {}, ...said(scan), ...found(scan)),
    h("td", { class: "number soft", title: fullTime(scan.created_at) }, shortTime(scan.created_at)));
}

/** @param {ScanRow} scan */
function numbers(scan) {
  /** @type {[string, string | null][]} */
  const known = [["erp", scan.erp_reference], ["own", scan.client_reference], ["serial", scan.serial]];
  return known
    .filter(([, number]) => number)
    .map(([name, number]) => h("span", {},
      h("span", { class: "soft" }, t(`scans.number.${name}`)), " ", h("span", { class: "figures" }, number)));
}

/** The ERP's word counts more than why a person had looked. @param {ScanRow} scan */
function said(scan) {
  const bad = ENDED_BADLY.has(scan.state) || scan.erp_answer === "rejected";
  const reasons = scan.erp_reason ? [t("scans.erp_says", { reason: scan.erp_reason })] : scan.reasons.map((one) => one.text);
  const again = bad && scan.state !== "needs_review";
  return [
    ...reasons.map((reason) => h("span", { class: bad ? "wrong" : "" }, reason)),
    scan.overdue && h("span", {}, t(`pages.overdue_why.${scan.overdue}`)),
    scan.unsent && h("span", {}, unsentText(scan)),
    scan.duplicate_of && h("a", { href: `/scans/${scan.duplicate_of}` }, t("upload.same_as_first")),
    again && h("a", { href: scan.template ? `/upload?template=${scan.template}` : "/upload" }, t("scans.hand_in_again")),
  ];
}

/** Why a search has it in the list. @param {ScanRow} scan */
function found(scan) {
  return scan.found.map(({ label, text }) => h("span", { class: "found" }, `${label}: ${text}`));
}
