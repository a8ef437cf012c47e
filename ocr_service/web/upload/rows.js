// Rows of the upload page: a file on its way, and a scan that has arrived.

import { h } from "../static/dom.js";
import { fileSize, fullTime, percent, shortTime } from "../static/format.js";
import { stateLabel } from "../static/scans.js";
import { formTitle } from "../static/templates.js";
import { t } from "../static/texts.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */

/** A file that is being sent, or that could not be. */
export class SendingRow {
  /** @param {File} file */
  constructor(file) {
    this.bar = h("progress", { max: 1, value: 0, "aria-label": t("upload.progress_of", { name: file.name }) });
    this.share = h("span", { class: "soft" }, t("upload.waits"));
    this.state = h("td", {}, this.bar, " ", this.share);
    this.note = h("td", {});
    this.element = h("tr", {},
      h("td", {}, file.name), this.state, h("td", {}), this.note,
      h("td", { class: "number soft" }, fileSize(file.size)));
  }

  /** @param {number} share */
  progress(share) {
    this.bar.value = share;
    this.share.textContent = share < 1 ? percent(share) : t("upload.checking");
  }

  /** The same file is sent once more. */
  restart() {
    this.progress(0);
    this.state.replaceChildren(this.bar, " ", this.share);
    this.note.replaceChildren();
    return this;
  }

  /** @param {string} sentence @param {HTMLElement[]} actions */
  fail(sentence, actions) {
    this.state.replaceChildren(h("span", { class: "state wrong" }, t("upload.not_sent")));
    this.note.replaceChildren(sentence, h("div", { class: "row-actions" }, ...actions));
  }

  /** @param {ScanRow} first @param {HTMLElement[]} actions */
  duplicate(first, actions) {
    this.state.replaceChildren(h("span", { class: "state look" }, t("upload.duplicate")));
    this.note.replaceChildren(
      t("upload.duplicate_of"), " ", h("a", { href: `/scans/${first.id}` }, first.file_name),
      ` · ${shortTime(first.created_at)} · `, stateLabel(first),
      h("div", { class: "row-actions" }, ...actions));
  }
}

/** @param {ScanRow} scan */
export function arrivedRow(scan) {
  const note = scan.erp_reason || scan.reasons.map((reason) => reason.text).join(" ");
  return h("tr", { "data-scan": scan.id },
    h("td", {}, h("a", { href: `/scans/${scan.id}` }, scan.file_name)),
    h("td", {}, stateLabel(scan)),
    h("td", {}, formTitle(scan)),
    h("td", {}, note, scan.duplicate_of && h("span", {}, " ", h("a", { href: `/scans/${scan.duplicate_of}` }, t("upload.same_as_first")))),
    h("td", { class: "number soft", title: fullTime(scan.created_at) }, shortTime(scan.created_at)));
}
