// Rows of the upload page: a file on its way, and a scan that has arrived.

import { API } from "../static/api.js";
import { h } from "../static/dom.js";
import { fileSize, fullTime, percent, shortTime } from "../static/format.js";
import { stateLabel } from "../static/scans.js";
import { formTitle } from "../static/templates.js";
import { t } from "../static/texts.js";
import { shareOf } from "./steps.js";

/** @typedef {import("../static/types.js").ScanRow} ScanRow */
/** @typedef {import("./steps.js").Item} Item */

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

  /** The line is gone; it goes on by itself. @param {Item} item @param {HTMLElement[]} actions */
  lost(item, actions) {
    this.state.replaceChildren(h("span", { class: "state look" }, t("upload.interrupted", { share: percent(shareOf(item)) })));
    this.note.replaceChildren(t("upload.goes_on"), h("div", { class: "row-actions" }, ...actions));
  }

  /** @param {string} sentence @param {HTMLElement[]} actions */
  fail(sentence, actions) {
    this.state.replaceChildren(h("span", { class: "state wrong" }, t("upload.not_sent")));
    this.note.replaceChildren(sentence, h("div", { class: "row-actions" }, ...actions));
  }

  /** This one and the first one, side by side. @param {ScanRow} first @param {HTMLElement[]} actions */
  duplicate(first, actions) {
    this.state.replaceChildren(h("span", { class: "state look" }, t("upload.duplicate")));
    this.note.replaceChildren(
      t("upload.duplicate_of"),
      h("div", { class: "twins" },
        h("figure", {}, this.#ownPicture(), h("figcaption", {}, t("upload.this_one"))),
        h("figure", {},
          h("img", { src: `${API}/scans/${first.id}/pages/1/preview`, alt: "", onerror: hide }),
          h("figcaption", {}, h("a", { href: `/scans/${first.id}` }, first.file_name), ` · ${shortTime(first.created_at)}`, h("br"), stateLabel(first)))),
      h("div", { class: "row-actions" }, ...actions));
  }

  #ownPicture() {
    if (!this.picture) return null;
    const url = URL.createObjectURL(this.picture);
    return h("img", { src: url, alt: "", onload: () => URL.revokeObjectURL(url), onerror: hide });
  }
}

/** Not every browser shows every kind of file. @param {Event} event */
function hide(event) {
  if (event.target instanceof HTMLElement) event.target.hidden = true;
}

/** @param {ScanRow} scan */
export function arrivedRow(scan) {
  const reasons = scan.erp_reason ? [t("upload.erp_says", { reason: scan.erp_reason })] : scan.reasons.map((reason) => reason.text);
  return h("tr", { "data-scan": scan.id },
    h("td", {}, h("a", { href: `/scans/${scan.id}` }, scan.file_name)),
    h("td", {}, stateLabel(scan)),
    h("td", {}, formTitle(scan)),
    h("td", {}, reasons.join(" "), scan.duplicate_of && h("span", {}, " ", h("a", { href: `/scans/${scan.duplicate_of}` }, t("upload.same_as_first")))),
    h("td", { class: "number soft", title: fullTime(scan.created_at) }, shortTime(scan.created_at)));
}
