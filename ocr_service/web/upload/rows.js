// Rows of the upload page: a file on its way, and a scan that has arrived.

import { API } from "../static/api.js";
import { h } from "../static/dom.js";
import { fileSize, fullTime, percent, shortTime } from "../static/format.js";
import { overdueLabel, pagesOfFile, stateLabel, unsentText } from "../static/scans.js";
import { formTitle } from "../static/templates.js";
import { t } from "../static/texts.js";
import { shareOf } from "./steps.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */
/** @typedef {import("./steps.js").Item} Item */

const ENDED_BADLY = new Set(["rejected", "failed"]);

/** A file that is being sent, or that could not be. */
export class SendingRow {
  /** @param {{name: string, size: number}} file @param {Blob | undefined} picture */
  constructor(file, picture) {
    this.picture = picture;
    this.bar = h("progress", { max: 1, value: 0, "aria-label": t("upload.progress_of", { name: file.name }) });
    this.share = h("span", { class: "soft" }, t("upload.waits"));
    this.state = h("td", {}, this.bar, " ", this.share);
    this.note = h("td", {});
    this.element = h("tr", {},
      h("td", {}, file.name), this.state, h("td", {}), this.note,
      h("td", { class: "number soft" }, fileSize(file.size)));
  }

  /** @param {Item} item */
  progress(item) {
    const share = shareOf(item);
    this.bar.value = share;
    this.share.textContent = !item.upload ? t("upload.waits") : share < 1 ? percent(share) : t("upload.checking");
    this.state.replaceChildren(this.bar, " ", this.share);
    this.note.replaceChildren();
  }

  /** The line is gone, or the disk is full; it goes on by itself. @param {Item} item @param {HTMLElement[]} actions */
  lost(item, actions) {
    this.state.replaceChildren(h("span", { class: "state look" }, t("upload.interrupted", { share: percent(shareOf(item)) })));
    this.note.replaceChildren(t(item.full ? "upload.goes_on_full" : "upload.goes_on"), h("div", { class: "row-actions" }, ...actions));
  }

  /** @param {string} sentence @param {HTMLElement[]} actions */
  fail(sentence, actions) {
    this.state.replaceChildren(h("span", { class: "state wrong" }, t("upload.not_sent")));
    this.note.replaceChildren(sentence, h("div", { class: "row-actions" }, ...actions));
  }

  /** This one and the first one, side by side. @param {ScanRow} first @param {HTMLElement[]} actions */
  duplicate(first, actions) {
    this.state.replaceChildren(h("span", { class: "state look" }, t("upload.duplicate")));
    this.note.replaceChildren(t("upload.duplicate_of"), twins(this.#ownPicture(), first), h("div", { class: "row-actions" }, ...actions));
  }

  #ownPicture() {
    if (!this.picture) return null;
    const url = URL.createObjectURL(this.picture);
    return h("img", { src: url, alt: "", onload: () => URL.revokeObjectURL(url), onerror: hide });
  }
}

/** @param {HTMLElement | null} own the picture of what was handed in now @param {ScanRow} first */
function twins(own, first) {
  return h("div", { class: "twins" },
    h("figure", {}, own, h("figcaption", {}, t("upload.this_one"))),
    h("figure", {},
      firstPage(first.id),
      h("figcaption", {}, h("a", { href: `/scans/${first.id}` }, first.file_name), ` · ${shortTime(first.created_at)}`, h("br"), stateLabel(first),
        ENDED_BADLY.has(first.state) && h("p", {}, first.reasons.map((reason) => reason.text).join(" ")))));
}

/** @param {string} scan */
function firstPage(scan) {
  return h("img", { src: `${API}/scans/${scan}/pages/1/preview`, alt: "", onerror: hide });
}

/** Not every browser shows every kind of file. @param {Event} event */
function hide(event) {
  if (event.target instanceof HTMLElement) event.target.hidden = true;
}

/**
 * @param {ScanRow} scan
 * @param {{first: ScanRow, use: () => void}} [given] the same paper came before; `use` lets that one count
 */
export function arrivedRow(scan, given) {
  const reasons = scan.erp_reason ? [t("upload.erp_says", { reason: scan.erp_reason })] : scan.reasons.map((reason) => reason.text);
  return h("tr", { "data-scan": scan.id },
    h("td", {}, h("a", { href: `/scans/${scan.id}` }, scan.file_name), " ", h("span", { class: "soft" }, pagesOfFile(scan))),
    h("td", {}, stateLabel(scan), " ", overdueLabel(scan)),
    h("td", {}, formTitle(scan)),
    h("td", {},
      [...reasons, unsentText(scan)].join(" "),
      scan.duplicate_of && h("span", {}, " ", h("a", { href: `/scans/${scan.duplicate_of}` }, t("upload.same_as_first"))),
      ...(given ? givenNote(scan, given) : [])),
    h("td", { class: "number soft", title: fullTime(scan.created_at) }, shortTime(scan.created_at)));
}

/** @param {ScanRow} scan @param {{first: ScanRow, use: () => void}} given */
function givenNote(scan, { first, use }) {
  return [
    twins(firstPage(scan.id), first),
    h("div", { class: "row-actions" }, h("button", { type: "button", onclick: use }, t("upload.use_given"))),
    h("p", { class: "soft" }, t("upload.given_other")),
  ];
}

/** A file that the watched folder did not take. @param {{at: string, file_name: string, reasons: import("../static/types.js").Reason[]}} file */
export function refusedRow(file) {
  return h("li", {},
    h("span", { class: "state wrong" }, file.file_name),
    h("span", {}, file.reasons.map((reason) => reason.text).join(" ")),
    h("span", { class: "soft", title: fullTime(file.at) }, shortTime(file.at)));
}
