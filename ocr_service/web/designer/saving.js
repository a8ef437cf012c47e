// The draft on the server: what changed is saved a moment later, one save after the other; nothing is lost on the way.

import { call, Problem } from "../static/api.js";
import { keepText, keptText, restored } from "../static/kept_texts.js";
import { isRefusal, waitAfter } from "../static/trying.js";

/** @typedef {import("./parts.js").Content} Content */
/** @typedef {{content: Content, doubts: readonly string[]}} Work what is drawn, and the suggested fields that may be none */
/** @typedef {{id: string, revision: number, content: Content, files: string[], lists: Record<string, {values: number, first: string[]}>, rich_patterns: string[], problems: import("./mending.js").Mending[], yaml: string, doubtful: readonly string[], name: string, template: string | null, template_version: number | null, changer: string | null}} Draft */

const PAUSE = 500; // milliseconds without a change, after which it is saved

export class Saver {
  /**
   * @param {Draft} draft
   * @param {{saved: (draft: Draft) => void, state: (state: "saved" | "saving" | "offline") => void, clash: (problem: Problem) => void, refused: (problem: Problem) => void}} listener
   */
  constructor(draft, listener) {
    this.draft = draft;
    this.listener = listener;
    /** @type {Work | null} */
    this.waiting = null;
    /** @type {Promise<void> | null} */
    this.running = null;
    this.stopped = false;
    this.failures = 0;
  }

  get place() {
    return `draft ${this.draft.id}`;
  }

  /** What a crash or a lost network left here, if the server has nothing newer. @returns {Promise<Work | null>} */
  async leftBehind() {
    await restored;
    try {
      const kept = JSON.parse(keptText(this.place) ?? "null");
      return kept?.revision === this.draft.revision && kept.doubts ? kept : null;
    } catch {
      return null;
    }
  }

  /** @param {Work} work */
  keep({ content, doubts }) {
    const same = content === this.draft.content && doubts === this.draft.doubtful;
    // What is on its way may be something else: going back to what the server has is a change then, too.
    if (this.stopped || (same && !this.waiting && !this.running)) return;
    this.waiting = { content, doubts };
    keepText(this.place, JSON.stringify({ revision: this.draft.revision, content, doubts }));
    this.listener.state("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), PAUSE);
  }

  /** Everything is on the server once this resolves. @returns {Promise<void>} */
  async flush() {
    clearTimeout(this.timer);
    while (this.waiting || this.running) {
      if (!this.running) this.running = this.save().finally(() => { this.running = null; });
      await this.running;
      if (this.stopped) return;
    }
  }

  async save() {
    const work = this.waiting;
    if (!work) return;
    this.waiting = null;
    const { content, doubts: doubtful } = work;
    try {
      const saved = await call("PUT", `/template-drafts/${this.draft.id}`, { revision: this.draft.revision, content, doubtful });
      this.failures = 0;
      this.take({ ...saved, content, doubtful });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!isRefusal(error)) {
        this.waiting ??= work;
        this.listener.state("offline");
        await waitAfter(++this.failures, error);
        return;
      }
      // Content that cannot be kept is told, and the next change is tried again; a draft that is gone stays gone.
      this.stopped = error.status !== 422;
      if (error.code === "draft_changed") this.listener.clash(error);
      else this.listener.refused(error);
    }
  }

  /** The server has this now. @param {Draft} draft */
  take(draft) {
    this.draft = draft;
    if (!this.waiting) {
      this.forget();
      this.listener.state("saved");
    }
    this.listener.saved(draft);
  }

  /** Nothing of this draft is to be taken up again. */
  forget() {
    keepText(this.place, null);
  }

  /** Puts what is here over what somebody else saved. @param {Work} work */
  async overwrite(work) {
    const theirs = await call("GET", `/template-drafts/${this.draft.id}`);
    this.draft = theirs;
    this.stopped = false;
    this.waiting = null;
    this.keep(work);
    await this.flush();
  }
}
