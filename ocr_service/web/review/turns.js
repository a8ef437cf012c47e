// One form after another: claimed, ended in one way or another, the next one claimed.

import { Problem, withQuery } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { loadComments } from "../static/comments.js";
import { byId } from "../static/dom.js";
import { t } from "../static/texts.js";
import { Accepting } from "./accepting.js";
import { Ahead } from "./ahead.js";
import { allDrafts, forgetDrafts } from "./drafts.js";
import { Endings, LAST_ENDED } from "./endings.js";
import { chooseFromQueue, loadQueue, waitingFor } from "./queue.js";
import { claim, claimNext } from "./claiming.js";
import { isSame, keepWanted, readWanted } from "./wanted.js";
import { Work } from "./work.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("./form_in_hand.js").FormInHand} FormInHand */

export class Turns {
  /** @param {string} person @param {Work} work */
  constructor(person, work) {
    this.person = person;
    this.work = work;
    this.view = work.view;
    /** What this person works on. */
    this.wanted = readWanted(person);
    this.ahead = new Ahead();
    this.accepting = new Accepting(this);
    this.endings = new Endings(this);
    /** @type {string[]} forms that this person left to others */
    this.skipped = [];
    /** Between one form and the next keys belong to neither. */
    this.busy = false;
    /** @type {import("../static/comments.js").Comment[]} */
    this.comments = [];
    /** Asks at once how much waits. */
    this.lookNow = () => {};
  }

  /** @param {() => Promise<unknown>} act */
  during(act) {
    if (this.busy) return;
    // The form on the desk is not this person's before the one before it is accepted.
    if (this.accepting.offline) return tell("look", t("review.wait_for_server"));
    const { form } = this.work;
    this.busy = true;
    void Promise.resolve(this.accepting.pending)
      .then(() => (this.work.form === form ? act() : undefined))
      .catch((error) => this.failed(error))
      .finally(() => {
        this.busy = false;
      });
  }

  /** @param {unknown} error */
  failed(error) {
    if (!this.work.isLost(error)) tellProblem(error);
  }

  /** Claims a form and lays it on the desk. @param {string | null} id the form that is wanted; else the next one */
  async open(id = null) {
    const { wanted, skipped } = this;
    await this.put(id ? await claim(id, wanted, skipped) : await claimNext(this.ahead.take()?.id ?? null, wanted, skipped));
  }

  /** @param {Scan | null} scan the form that was claimed, if there was one */
  async put(scan) {
    if (scan) {
      this.lay(scan);
    } else if (this.skipped.length) {
      // Nothing else is left: what was skipped comes round again.
      this.skipped = [];
      tell("look", t("review.only_skipped"));
      await this.open();
    } else {
      this.work.clear();
      history.replaceState(null, "", "/review");
      byId("idle-undo").hidden = !sessionStorage.getItem(LAST_ENDED);
      // The form that was just on the desk stood among those that waited.
      this.view.idle(0);
      this.view.show("idle");
      this.lookNow();
    }
  }

  /** @param {Scan} scan */
  lay(scan) {
    this.nowAt(scan);
    this.talk(this.work.lay(scan));
    this.lookNow();
  }

  /** The page's address names the form on the desk. @param {Scan} scan */
  nowAt(scan) {
    history.replaceState(null, "", withQuery("/review", { scan: scan.id }));
    this.ahead.laid(scan.id);
    this.view.comments([]);
  }

  /** @param {FormInHand} form */
  talk(form) {
    void this.showComments(form).catch(() => {});
  }

  /** Something speaks against the form that was not known when it was laid here. @param {FormInHand} refused @param {Problem} why */
  async showNews(refused, why) {
    await refused.flush();
    await this.open(refused.scan.id);
    tellProblem(why);
  }

  /** What has been said about the form on the desk. @param {FormInHand} shown */
  async showComments(shown) {
    const found = await loadComments(shown.scan.id);
    if (this.work.form !== shown) return;
    this.comments = found;
    this.view.comments(found);
  }

  /** Looks for work while there is none; while there is some, how much waits, and gets the next form ready. */
  async lookForWork() {
    const queue = await loadQueue();
    const { form, inHand } = this.work;
    const others = waitingFor(queue, this.wanted) - (inHand ? 1 : 0);
    this.view.waiting(others, this.wanted);
    this.view.idle(queue.waiting);
    this.view.due(form?.scan.due_at);
    if (!form && others > 0) this.during(() => this.open());
    if (form && !this.accepting.pending) await this.ahead.look(this.wanted, this.skipped);
    return false;
  }

  /** Forms other than the one in hand with values that were typed here and never saved. */
  keptElsewhere() {
    const kept = allDrafts(this.person);
    kept.delete(this.work.inHand);
    return [...kept].map(([scan, values]) => ({ scan, values, forget: () => forgetDrafts(this.person, scan) }));
  }

  /** Shows what waits; another choice of forms takes the one in hand off the desk. @param {import("./queue.js").Queue} queue */
  async showQueue(queue) {
    const chosen = await chooseFromQueue(queue, this.wanted, this.keptElsewhere());
    if (!chosen || isSame(chosen, this.wanted)) return;
    this.wanted = chosen;
    keepWanted(this.person, chosen);
    this.ahead.drop();
    this.during(async () => {
      if (this.work.inHand) await this.work.form?.end("release");
      this.skipped = [];
      await this.open();
      this.lookNow();
    });
  }
}
