// How a form leaves the desk without being accepted: skipped, rejected, handed over, named; and how the last one comes back.

import { call, Problem } from "../static/api.js";
import { tell } from "../static/base.js";
import { addComment } from "../static/comments.js";
import { titleOf } from "../static/templates.js";
import { t } from "../static/texts.js";
import { ask } from "./asking.js";
import { forgetDrafts } from "./drafts.js";
import { askReason } from "./rejecting.js";

/** @typedef {import("./form_in_hand.js").FormInHand} FormInHand */

/** Where the form that was accepted or rejected last is known by. */
export const LAST_ENDED = "review-last-ended";
const SKIPPED = 100; // as many as the server takes

export class Endings {
  /** @param {import("./turns.js").Turns} turns */
  constructor(turns) {
    this.turns = turns;
  }

  /** @param {FormInHand} unwanted */
  async skip(unwanted) {
    const { turns } = this;
    await unwanted.end("release");
    turns.skipped = [...turns.skipped, unwanted.scan.id].slice(-SKIPPED);
    await turns.open();
  }

  /** @param {FormInHand} bad */
  async askToReject(bad) {
    const { turns } = this;
    const reason = await askReason();
    if (!reason) return;
    turns.during(async () => {
      await bad.end("reject", { reason });
      forgetDrafts(turns.person, bad.scan.id);
      sessionStorage.setItem(LAST_ENDED, bad.scan.id);
      await turns.open();
      tell("sure", t("review.rejected"));
    });
  }

  /** @param {FormInHand} unclear */
  async askColleague(unclear) {
    const { turns } = this;
    const said = await ask(unclear.scan.id, turns.comments);
    if (!said) return turns.view.editor.focus();
    turns.during(async () => {
      const { text, to } = said;
      if (to) {
        await unclear.end("hand-over", { to: to.id, comment: text || null });
        said.heard();
        await turns.open();
        tell("sure", t("review.ask.handed", { name: to.name }));
      } else {
        await addComment(unclear.scan.id, text);
        said.heard();
        await turns.showComments(unclear);
        turns.view.editor.focus();
      }
    });
  }

  /** @param {string} name */
  async chooseForm(name) {
    const { turns } = this;
    const form = turns.work.forms.find((one) => one.name === name);
    await turns.work.form?.end("template", { template: name });
    await turns.open();
    if (form) tell("sure", t("review.read_as", { form: titleOf(form) }));
  }

  async undoLast() {
    const { turns } = this;
    const last = sessionStorage.getItem(LAST_ENDED);
    if (!last) return tell("look", t("review.nothing_to_undo"));
    await call("POST", `/scans/${last}/review/undo`).catch(unlessOpen);
    sessionStorage.removeItem(LAST_ENDED);
    await turns.work.form?.end("release");
    await turns.open(last);
    tell("sure", t("review.taken_back"));
  }
}

/** Nothing is wrong with a form that is open again: only the answer was lost. @param {unknown} error */
function unlessOpen(error) {
  const params = error instanceof Problem ? /** @type {{state?: string} | undefined} */ (error.details.params) : undefined;
  if (!["needs_review", "needs_template"].includes(params?.state ?? "")) throw error;
}
