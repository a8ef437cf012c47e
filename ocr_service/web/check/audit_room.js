// The random audit: a drawn form is typed field by field, compared as a whole, and decided where the two differ.

import { call, Problem, refusalOf } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, fill, h } from "../static/dom.js";
import { restored } from "../static/kept_texts.js";
import { t } from "../static/texts.js";
import { untilAnswered } from "../static/until_answered.js";
import { putBack } from "./put_back.js";
import { TypedKept } from "./typed_kept.js";
import { back, current, keyOf, left, openTyping, valueOf } from "./typing.js";
import { TypingRoom } from "./typing_room.js";
import { TypingView } from "./typing_view.js";

/** @typedef {import("./shapes.js").FieldToType} FieldToType */
/** @typedef {{id: string, scan: string, form: string, fields: FieldToType[], until: string}} Audit */
/**
 * @typedef {object} Outcome
 * @property {FieldToType[]} differences
 * @property {number} checked
 * @property {{path: string, label: string, accepted: string, right: string}[]} errors
 * @property {boolean | null} corrected
 */

const GONE = new Set(["audit_gone", "lease_lost"]);

export class AuditRoom extends TypingRoom {
  /** @param {TypingView} view @param {import("./typing_room.js").Hands} hands */
  constructor(view, hands) {
    super(view, hands);
    /** @type {Audit | null} */
    this.audit = null;
    this.deciding = false;
    this.busy = false;
    this.unsent = new TypedKept("audit-typed");
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    byId("audit-next").addEventListener("click", () => void this.open().catch(this.hands.failed));
  }

  async open() {
    byId("audit-done").hidden = true;
    await restored;
    this.audit = (await call("POST", "/check/audits/claim")).audit;
    if (!this.audit) return this.hands.idle();
    byId("typing").hidden = false;
    this.lay(this.audit.fields);
    this.claimAgainLater(this.audit.until);
  }

  /** @param {FieldToType[]} fields */
  lay(fields) {
    this.deciding = fields.some((field) => field.between.length > 0);
    const kept = this.unsent.read(this.key());
    this.fields.clear();
    this.typing = openTyping(this.take(fields).map((entry) => ({ ...entry, ...kept[keyOf(entry)] })));
    byId("typing-name").textContent = t(this.deciding ? "check.audit_deciding" : "check.audit_of", { form: this.audit?.form });
    this.hint(this.deciding ? t("check.differs_hint") : "");
    byId("typing-saving").textContent = "";
    this.view.forget();
    this.draw();
    if (!current(this.typing)) void this.finish().catch(this.hands.failed);
  }

  close() {
    clearTimeout(this.timer);
    this.release();
    this.audit = null;
    byId("audit-done").hidden = true;
    super.close();
  }

  /** @param {import("../static/keys.js").Key} key @returns {boolean} */
  press(key) {
    return this.audit !== null && super.press(key);
  }

  /** @param {import("./typing.js").Typing} next @returns {boolean} */
  set(next) {
    if (this.busy) return false;
    // Kept before what a key asks for is done: that may be to send it off.
    if (this.audit && next !== this.typing) this.unsent.keep(this.key(), next.entries);
    return super.set(next);
  }

  entered() {
    if (!current(this.typing)) void this.finish().catch(this.hands.failed);
  }

  draw() {
    const total = this.typing.entries.length;
    byId("typing-left").textContent = t("check.audit_left", { n: total - left(this.typing), total });
    byId("back-entry").hidden = back(this.typing) === this.typing;
    super.draw();
  }

  async finish() {
    const audit = this.audit;
    if (!audit || this.busy) return;
    this.busy = true;
    const values = Object.fromEntries(this.typing.entries.map((entry) => [entry.path, valueOf(entry)]));
    try {
      const path = `/check/audits/${audit.id}/${this.deciding ? "settle" : "typed"}`;
      /** @type {Outcome} */
      const outcome = await untilAnswered(() => call("POST", path, { values }), () => {
        if (this.audit === audit) byId("typing-saving").textContent = t("review.unsaved");
      });
      this.unsent.forget();
      this.busy = false;
      // The room may have been left meanwhile.
      if (this.audit !== audit) return;
      if (outcome.differences.length) this.lay(outcome.differences);
      else this.report(outcome);
    } catch (error) {
      this.busy = false;
      if (!(error instanceof Problem)) throw error;
      this.goBackTo(error);
    }
  }

  /** What was not taken is typed again; a form that went elsewhere is left. @param {Problem} error */
  goBackTo(error) {
    const params = /** @type {{path?: string} | undefined} */ (error.details.params);
    const path = params?.path ?? this.typing.entries.at(-1)?.path ?? "";
    if (GONE.has(error.code)) {
      this.unsent.forget();
      this.audit = null;
      tell("look", error.message);
      void this.open().catch(this.hands.failed);
      return;
    }
    this.refused(this.audit?.scan ?? "", path, refusalOf(error));
    this.draw();
  }

  /** @param {Outcome} outcome */
  report(outcome) {
    const scan = this.audit?.scan ?? "";
    this.audit = null;
    clearTimeout(this.timer);
    byId("typing").hidden = true;
    byId("audit-done").hidden = false;
    const none = !outcome.errors.length;
    byId("audit-words").textContent = t(none ? "check.audit_right" : "check.audit_wrong", { n: outcome.errors.length, checked: outcome.checked });
    const told = none ? "" : t(outcome.corrected ? "check.audit_corrected" : "check.audit_too_late");
    byId("audit-told").textContent = told;
    byId("audit-told").className = outcome.corrected === false ? "notice wrong" : "notice sure";
    byId("audit-told").hidden = none;
    const rows = outcome.errors.map((error) =>
      h("tr", {}, h("th", {}, error.label), h("td", {}, h("s", {}, error.accepted || t("pages.blank"))), h("td", {}, h("b", {}, error.right || t("pages.blank")))));
    fill(byId("audit-errors"), ...rows);
    byId("audit-table").hidden = none;
    const link = byId("audit-scan");
    link.setAttribute("href", `/scans/${scan}`);
    link.hidden = none;
    byId("audit-next").focus();
    this.hands.done();
  }

  /** Whose typing of which form it is, for what is kept. */
  key() {
    return `${byId("typing").dataset.person} ${this.audit?.id} ${this.deciding}`;
  }

  release() {
    if (this.audit && !this.busy) putBack(`/check/audits/${this.audit.id}/release`, { until: this.audit.until });
  }

  /** The same form is given again, for longer. @param {string} until */
  claimAgainLater(until) {
    if (this.audit) this.audit.until = until;
    clearTimeout(this.timer);
    const pause = Math.max(5000, (new Date(until).getTime() - Date.now()) / 2);
    this.timer = setTimeout(() => void this.claimAgain().catch(() => this.claimAgainLater(until)), pause);
  }

  async claimAgain() {
    if (!this.audit) return;
    const again = /** @type {Audit | null} */ ((await call("POST", "/check/audits/claim")).audit);
    if (again?.id === this.audit?.id && again) this.claimAgainLater(again.until);
  }
}
