// The form on the desk: laid there, typed into, saved value by value, drawn whenever it changes.

import { call, Problem } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId } from "../static/dom.js";
import { t } from "../static/texts.js";
import { drawKey, untilAnswered } from "../static/until_answered.js";
import { Completing, moreOf } from "./completing.js";
import { current, judge, offer, openDesk, refused, taken, type } from "./desk.js";
import { isChanged } from "./desk_field.js";
import { keepDrafts, readDrafts } from "./drafts.js";
import { toDesk } from "./fields.js";
import { inReadingOrder } from "./reading_order.js";
import { FormInHand } from "./form_in_hand.js";
import { Tabling } from "./tabling.js";
import { DeskView, wantsForm } from "./view.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{form: FormInHand, desk: Desk}} Aside a form that was taken off the desk as it was */

const LOST = new Set(["lease_lost", "reviewed_by_other", "scan_state_conflict"]);

export class Work {
  /**
   * @param {string} person
   * @param {DeskView} view
   * @param {{task: (task: import("./desk.js").Task) => void, failed: (error: unknown) => void}} hands
   */
  constructor(person, view, hands) {
    this.person = person;
    this.view = view;
    this.hands = hands;
    /** @type {FormInHand | null} */
    this.form = null;
    this.desk = openDesk([]);
    this.laid = this.desk;
    /** @type {import("./drafts.js").Drafts} */
    this.drafts = {};
    /** @type {import("../static/types.js").FormTitle[]} */
    this.forms = [];
    /** Whose rows were changed last, until something else is done. */
    this.changedTable = "";
    this.completing = new Completing((path, text, entries) =>
      this.set(offer(this.desk, path, text, entries.map((entry) => ({ text: entry.text, more: moreOf(entry) })))));
    this.tabling = new Tabling(person, {
      point: (path) => view.pictures.point(path),
      saved: (fresh, table) => this.rowsSaved(fresh, table),
      left: () => this.draw(),
      failed: hands.failed,
    });
  }

  /** The identifier of the form in hand; none where it was lost or there is none. */
  get inHand() {
    return this.form && !this.form.closed ? this.form.scan.id : "";
  }

  /**
   * @param {Scan} scan
   * @param {boolean} [claimed] whether it is this person's already
   * @returns {FormInHand}
   */
  lay(scan, claimed = true) {
    this.form?.close();
    // What is heard of a form that lies on the desk no longer is of no interest.
    const ifHere = (/** @type {() => void} */ act) => {
      if (this.form === form) act();
    };
    const form = new FormInHand(scan, claimed, {
      lost: () => ifHere(() => this.lost()),
      judged: (path, fresh) => ifHere(() => {
        scan.fields = inReadingOrder(fresh.fields);
        this.set(judge(this.desk, path, toDesk(scan.fields, {})));
      }),
      refused: (path, why) => ifHere(() => this.set(refused(this.desk, path, why))),
      waiting: (unsaved, offline) => ifHere(() => {
        this.view.saving(unsaved, offline);
        if (offline && (form.ending || form.leaving)) tell("look", t("review.done_later"));
      }),
    });
    this.form = form;
    this.changedTable = "";
    this.tabling.close();
    this.layFields(scan.fields);
    this.view.due(scan.due_at);
    return form;
  }

  /** @param {import("../static/types.js").Field[]} fields */
  layFields(fields) {
    if (!this.form) return;
    const { scan } = this.form;
    scan.fields = inReadingOrder(fields);
    this.drafts = readDrafts(this.person, scan.id);
    this.desk = openDesk(toDesk(scan.fields, this.drafts));
    this.laid = this.desk;
    this.view.lay(scan, this.desk);
    this.draw();
    for (const field of this.desk.fields) if (field.confirmed) this.form.save(field);
  }

  /** Whether the person has done anything since the form was laid here. */
  get isTouched() {
    return this.desk !== this.laid;
  }

  /** Takes the form off the desk as it is, so that it can be brought back. @returns {Aside} */
  setAside() {
    if (!this.form) throw new Error("no form lies on the desk");
    const aside = { form: this.form, desk: this.desk };
    this.form = null;
    return aside;
  }

  /** @param {Aside} aside */
  bringBack({ form, desk }) {
    this.form?.close();
    this.tabling.close();
    this.form = form;
    this.drafts = readDrafts(this.person, form.scan.id);
    this.desk = desk;
    this.view.lay(form.scan, desk);
    this.view.due(form.scan.due_at);
    this.draw();
  }

  /** Whether the form on the desk is as the server has it. @param {FormInHand} shown @param {Scan} scan */
  isSame(shown, scan) {
    const told = (/** @type {Scan} */ { id, state, fields }) => JSON.stringify([id, state, inReadingOrder(fields)]);
    return told(shown.scan) === told(scan);
  }

  /** Nothing lies on the desk. */
  clear() {
    this.form?.close();
    this.form = null;
  }

  draw() {
    if (this.form) this.view.draw(this.form.scan, this.desk, this.drafts, this.forms);
  }

  /** The one way in which the desk changes. @param {Desk} next */
  set(next) {
    if (next === this.desk || !this.form || this.form.closed) return;
    const before = this.desk;
    this.desk = next.task ? taken(next) : next;
    for (const [index, field] of this.desk.fields.entries()) {
      if (field.confirmed && !before.fields[index]?.confirmed) this.form.save(field);
      // The latest confirmation was taken back.
      else if (index === next.at && field.doubtful && next.done.length < before.done.length) this.form.doubt(field);
    }
    keepDrafts(this.person, this.form.scan.id, this.desk.fields);
    this.draw();
    if (next.task) this.hands.task(next.task);
  }

  /** @param {string} text what stands in the box of the field in hand */
  typed(text) {
    this.set(type(this.desk, text));
    const field = current(this.desk);
    if (!this.form || !field) return;
    const { scan } = this.form;
    this.completing.typed(`${scan.template} ${scan.template_version}`, scan.id, field.path, text);
  }

  /** Whether the error says that the form is in other hands; the desk shows it then. @param {unknown} error */
  isLost(error) {
    const is = this.form !== null && error instanceof Problem && LOST.has(error.code);
    if (is) this.lost();
    return is;
  }

  /** The form is in other hands, or in nobody's; what was typed stays in the drafts. */
  lost() {
    this.form?.close();
    this.tabling.close();
    if (this.form) this.view.lost(this.form.scan, this.desk);
    byId("claim-again").focus();
  }

  /** Opens the table that the field in hand stands in, else the form's first one; what was typed there goes along. */
  async openTables() {
    if (!this.form || wantsForm(this.form.scan)) return;
    await this.form.flush();
    const here = current(this.desk)?.path ?? "";
    this.tabling.open(this.form.scan, here.split("[")[0] ?? "", { typed: this.desk.fields.filter(isChanged), here });
  }

  /** @param {Scan} fresh @param {string} table */
  rowsSaved(fresh, table) {
    this.changedTable = table;
    this.layRows(fresh, table);
    tell("sure", t("review.table.saved"));
  }

  /** The same form with other rows in a table: what was typed elsewhere stays. @param {Scan} fresh @param {string} table */
  layRows(fresh, table) {
    if (!this.form) return;
    keepDrafts(this.person, this.form.scan.id, this.desk.fields.filter((field) => !field.path.startsWith(`${table}[`)));
    this.layFields(fresh.fields);
  }

  /** The latest step was a change of rows. @param {import("../static/keys.js").Key} key */
  undoesRows({ key, ctrl }) {
    const field = current(this.desk);
    return Boolean(ctrl) && key === "z" && this.changedTable !== "" && !this.desk.done.length && !(field && isChanged(field));
  }

  async undoRows() {
    if (!this.form) return;
    const path = `/scans/${this.form.scan.id}/tables/${this.changedTable}/undo`;
    const said = { key: drawKey() };
    try {
      const fresh = await untilAnswered(() => call("POST", path, said), () => tell("look", t("review.done_later")));
      this.layRows(fresh, this.changedTable);
      tell("sure", t("review.table.taken_back"));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "no_table_edit") throw error;
      this.changedTable = "";
      tell("look", t("review.nothing_to_undo"));
    }
  }
}
