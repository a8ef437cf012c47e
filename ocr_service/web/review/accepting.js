// A form is accepted and the next one claimed by one request. The next one that was got ready is on the desk before the
// answer comes; what the server says is what counts, and a form that it does not accept comes back to the desk.

import { call, Problem } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, byIdAs } from "../static/dom.js";
import { t } from "../static/texts.js";
import { left } from "./desk.js";
import { forgetDrafts } from "./drafts.js";
import { LAST_ENDED } from "./endings.js";
import { forgetTurn, keepTurn, keptTurns } from "./kept_turns.js";
import { isRefusal } from "../static/trying.js";
import { drawKey, untilAnswered } from "../static/until_answered.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("./form_in_hand.js").FormInHand} FormInHand */
/** @typedef {import("./kept_turns.js").KeptTurn} KeptTurn */
/** @typedef {{state: string, next: Scan | null}} Answer */


export class Accepting {
  /** @param {import("./turns.js").Turns} turns */
  constructor(turns) {
    this.turns = turns;
    /** @type {Promise<void> | null} a turn whose answer has not come */
    this.pending = null;
    /** The server cannot be reached, and one form is all that is ready meanwhile. */
    this.offline = false;
  }

  /** @param {FormInHand} done */
  async accept(done) {
    const { turns } = this;
    // A value that was refused meanwhile keeps the form on the desk.
    const confirmed = await done.readyToEnd(() => left(turns.work.desk) === 0);
    if (!confirmed) return;
    const next = turns.ahead.take();
    const turn = { accept: done.scan.id, confirmed, key: drawKey(), scan: next?.id ?? null, ...turns.wanted, skip: turns.skipped };
    const answer = this.send({ turn, file: done.scan.file_name });
    if (!next) return await this.conclude(done, answer);
    const before = turns.work.setAside();
    const shown = turns.work.lay(next, false);
    turns.nowAt(next);
    this.pending = this.conclude(done, answer, { before, shown })
      .catch((error) => turns.failed(error))
      .finally(() => {
        this.pending = null;
        turns.lookNow();
      });
  }

  /** Says it until there is an answer; rejects with the server's refusal. @param {KeptTurn} kept @returns {Promise<Answer>} */
  async send(kept) {
    const { person, view } = this.turns;
    keepTurn(person, kept);
    try {
      const answer = await untilAnswered(() => call("POST", "/review/turn", kept.turn), () => {
        this.offline = true;
        view.saving(1, true);
        // Where no next form is ready, keys do nothing meanwhile.
        if (this.turns.busy) tell("look", t("review.done_later"));
      });
      forgetTurn(person, kept.turn.accept);
      return answer;
    } catch (error) {
      // After signing in again it is said again.
      if (error instanceof Problem && error.status !== 401) forgetTurn(person, kept.turn.accept);
      throw error;
    } finally {
      this.offline = false;
    }
  }

  /**
   * @param {FormInHand} done
   * @param {Promise<Answer>} answering
   * @param {{before: import("./work.js").Aside, shown: FormInHand}} [ahead] where the next form is on the desk already
   */
  async conclude(done, answering, ahead) {
    const { turns } = this;
    let answer;
    try {
      answer = await answering;
    } catch (error) {
      if (ahead) await this.bringBack(ahead.before, error);
      done.goOn();
      if (!(error instanceof Problem) || error.code !== "fields_unchecked") throw error;
      await turns.showNews(done, error);
      return;
    }
    turns.view.saving(0, false);
    done.close();
    forgetDrafts(turns.person, done.scan.id);
    sessionStorage.setItem(LAST_ENDED, done.scan.id);
    await this.goOn(answer.next, ahead?.shown);
    tell("sure", t(answer.state === "needs_review" ? "review.left_to_keying" : "review.accepted"));
  }

  /** @param {Scan | null} next the form that is this person's now @param {FormInHand} [shown] the one on the desk */
  async goOn(next, shown) {
    const { turns } = this;
    if (shown && next && turns.work.isSame(shown, next)) {
      shown.begin(next.review_until);
      turns.talk(shown);
      return;
    }
    const touched = shown && turns.work.isTouched;
    await turns.put(next);
    if (!shown) return;
    const news = t(next?.id === shown.scan.id ? "review.changed_since" : "review.taken_since", { file: shown.scan.file_name });
    if (touched) await interrupt(news);
    else tell("look", news);
  }

  /** @param {import("./work.js").Aside} before @param {unknown} why */
  async bringBack(before, why) {
    const { work } = this.turns;
    const touched = work.isTouched;
    work.bringBack(before);
    this.turns.nowAt(before.form.scan);
    this.turns.talk(before.form);
    const reason = why instanceof Problem ? why.message : "";
    if (touched) await interrupt(t("review.not_accepted", { file: before.form.scan.file_name, reason }));
  }

  /**
   * What was accepted when the page was left and no answer had come: said again, before anything else is claimed.
   * @param {string | null} wanted the form to go on with
   * @returns {Promise<string | null>} a form that was not accepted and has to be looked at again
   */
  async finish(wanted) {
    const { person } = this.turns;
    let again = null;
    for (const kept of keptTurns(person)) {
      try {
        const told = { ...kept.turn, scan: wanted };
        await untilAnswered(() => call("POST", "/review/turn", told), () => tell("look", t("review.done_later")));
        sessionStorage.setItem(LAST_ENDED, kept.turn.accept);
        forgetDrafts(person, kept.turn.accept);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (!isRefusal(error) || error.status === 401) {
          tellProblem(error);
          continue;
        }
        again = kept.turn.accept;
        tell("wrong", t("review.not_accepted", { file: kept.file, reason: error.message }));
      }
      forgetTurn(person, kept.turn.accept);
    }
    return again;
  }
}

/** What lies on the desk is another form than the one that is being typed into: keys stop here first. @param {string} news */
async function interrupt(news) {
  const dialog = byIdAs("interrupting", HTMLDialogElement);
  byId("interrupting-news").textContent = news;
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
}
