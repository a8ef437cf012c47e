// Everything that is seen of the desk: the pictures, the field in hand, the list of all fields, the counts.

import { commentLine } from "../static/comments.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fetchCrops, PagePictures } from "../static/picture.js";
import { reasonList, valueText } from "../static/scans.js";
import { formTitle, titleOf } from "../static/templates.js";
import { t } from "../static/texts.js";
import { current, left } from "./desk.js";
import { isChanged } from "./desk_field.js";
import { timeLeft } from "./due.js";
import { Editor } from "./editor.js";
import { FieldList, markOf } from "./fields.js";
import { Looking } from "./looking.js";
import { wantedName } from "./queue.js";
import { isAny, shown } from "./wanted.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("../static/types.js").FormTitle} FormTitle */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk_field.js").DeskField} DeskField */
/** @typedef {import("./drafts.js").Drafts} Drafts */
/** @typedef {import("./wanted.js").Wanted} Wanted */
/** @typedef {import("../static/comments.js").Comment} Comment */

/**
 * @typedef {object} Hands what the person does on the desk with a mouse, or by typing
 * @property {(text: string) => void} typed
 * @property {(number: number) => void} picked an alternative or an option, from 1
 * @property {() => void} again the field in hand is to be typed by two people again
 * @property {(index: number) => void} field another field was clicked
 * @property {(name: string) => void} form the form was named
 * @property {() => void} looked the picture was turned or zoomed
 */

/** @param {Scan} scan nobody knows yet which form it is */
export function wantsForm(scan) {
  return scan.state === "needs_template";
}

export class DeskView {
  /** @param {Hands} hands */
  constructor(hands) {
    this.hands = hands;
    /** @type {string[]} */
    this.paths = [];
    this.pictures = new PagePictures(byId("pictures"), (path) => hands.field(this.paths.indexOf(path)));
    this.looking = new Looking(hands.looked);
    this.list = new FieldList(byId("fields"), hands.field);
    this.editor = new Editor(byId("editor"), hands);
  }

  /** @param {"idle" | "lost" | "desk"} what */
  show(what) {
    for (const id of ["idle", "lost", "desk"]) byId(id).hidden = id !== what;
  }

  /** A form is laid on the desk. @param {Scan} scan @param {Desk} desk */
  lay(scan, desk) {
    this.show("desk");
    this.paths = desk.fields.map((field) => field.path);
    byId("desk").classList.toggle("choosing", wantsForm(scan));
    byId("form-title").textContent = formTitle(scan) || t("pages.state.needs_template");
    const file = byIdAs("file-name", HTMLAnchorElement);
    file.textContent = scan.file_name;
    file.href = `/scans/${scan.id}`;
    // How many fields want a look is said above them anyway.
    const reasons = reasonList(scan.reasons.filter((reason) => reason.code !== "fields_to_review"));
    fill(byId("form-reasons"), reasons && h("div", { class: "notice look" }, reasons));
    const outlines = scan.fields.flatMap(({ path, page, box, label }) =>
      box ? [{ path, page, box, mark: "sure", title: label }] : []);
    this.pictures.show(scan.id, scan.pages, outlines, (page) => t("scan.picture_of_page", { page }));
    this.looking.fresh();
    byId("do-table").hidden = !scan.tables.length || wantsForm(scan);
    this.list.show(scan.fields);
    fetchCrops(scan.id, desk.fields.filter((field) => field.doubtful && this.pictures.outlines.has(field.path)).map((field) => field.path));
  }

  /** @param {Scan} scan @param {Desk} desk @param {Drafts} drafts @param {readonly FormTitle[]} forms */
  draw(scan, desk, drafts, forms) {
    const field = current(desk);
    const read = scan.fields[desk.at];
    if (wantsForm(scan)) this.drawForms(scan, forms);
    else if (field && read) this.editor.show(scan.id, field, read, restoredOver(field, drafts));
    else this.editor.showLast(t("review.last"));
    this.list.update(desk);
    for (const one of desk.fields) this.pictures.mark(one.path, markOf(one));
    this.pictures.point(field?.path);
    this.count(scan, desk);
    // Whose value it shall be only a number says.
    byIdAs("do-enter", HTMLButtonElement).disabled = Boolean(field?.conflict);
    byId("enter-means").textContent = t(field ? "review.enter_confirm" : "review.enter_accept");
  }

  /** The form is not in hand any more; what was typed and not saved. @param {Scan} scan @param {Desk} desk */
  lost(scan, desk) {
    this.show("lost");
    const kept = desk.fields.flatMap((field, index) => {
      const label = scan.fields[index]?.label ?? field.path;
      return isChanged(field) ? [h("dt", {}, label), h("dd", {}, valueText(field.text, field.text, field.options) || t("pages.blank"))] : [];
    });
    fill(byId("lost-values"), ...kept);
  }

  /** @param {readonly Comment[]} comments what people have said about the form in hand */
  comments(comments) {
    byId("comments").hidden = comments.length === 0;
    fill(byId("comments"), ...comments.map(commentLine));
    byId("comments").scrollTop = byId("comments").scrollHeight;
  }

  /** @param {Scan} scan @param {Desk} desk */
  count(scan, desk) {
    const open = left(desk);
    const sentence = open ? t("review.left", { n: open }) : t("review.none_left");
    byId("left-count").textContent = wantsForm(scan) ? t("pages.state.needs_template") : sentence;
    byId("left-count").className = `state ${open || wantsForm(scan) ? "look" : "sure"}`;
  }

  /** No form was recognised: a person says which it is, or makes a new one. @param {Scan} scan @param {readonly FormTitle[]} forms */
  drawForms(scan, forms) {
    const buttons = forms.map((form, index) =>
      h("button", { type: "button", onclick: () => this.hands.form(form.name) },
        index < 9 && h("kbd", {}, String(index + 1)), titleOf(form)));
    // Not a button has the focus: one Enter too many, after the form before, would choose a form.
    const question = h("h2", { tabindex: "-1" }, t("review.choose_form"));
    fill(byId("editor"), question, h("p", { class: "soft" }, t("review.choose_form_more")),
      h("div", { class: "forms" }, ...buttons),
      byId("desk").dataset.mayAuthor === "true"
        && h("a", { class: "button", href: `/designer?scan=${encodeURIComponent(scan.id)}` }, t("review.make_form")));
    question.focus({ preventScroll: true });
  }

  /** @param {number} unsaved values on their way @param {boolean} offline */
  saving(unsaved, offline) {
    byId("saving").textContent = unsaved ? t(offline ? "review.unsaved" : "review.saving") : "";
    byId("saving").className = offline ? "look" : "soft";
  }

  /** @param {string | null | undefined} dueAt when the promise for the form in hand ends */
  due(dueAt) {
    const { mark, text } = timeLeft(dueAt);
    byId("due").hidden = !text;
    byId("due").textContent = text;
    byId("due").className = `state ${mark}`;
  }

  /** @param {number} others forms that wait besides this one @param {Wanted} wanted what the person works on */
  waiting(others, wanted) {
    const count = others > 0 ? t("review.waiting", { n: shown(others) }) : t("review.queue.title");
    byId("waiting").textContent = isAny(wanted) ? count : `${count} · ${t("review.queue.only", { form: wantedName(wanted) })}`;
  }

  /** Nothing that is wanted waits. @param {number} others forms that wait and are not wanted */
  idle(others) {
    byId("idle-others").textContent = others > 0 ? t("review.queue.others", { n: shown(others) }) : "";
  }

  /** The picture has changed: the field in hand is brought into sight again. @param {Desk} desk */
  pointAgain(desk) {
    this.pictures.point(current(desk)?.path);
    this.editor.focus();
  }
}

/** What the server has, for people, while an older draft stands in the box. @param {DeskField} field @param {Drafts} drafts */
function restoredOver(field, drafts) {
  const draft = drafts[field.path];
  if (!draft || field.text !== draft.text || field.text === field.saved) return "";
  return valueText(field.saved, field.saved, field.options) || t("pages.blank");
}
