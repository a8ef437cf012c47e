// One form in a person's hands: the lease, its values saved one after the other, the end of the work.

import { call, Problem, refusalOf } from "../static/api.js";
import { isChanged } from "./desk_field.js";
import { serverNow } from "./due.js";
import { changeOf } from "./field_change.js";
import { isRefusal, waitAfter } from "../static/trying.js";
import { drawKey, untilAnswered } from "../static/until_answered.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("./desk_field.js").DeskField} DeskField */
/** @typedef {import("./field_change.js").Change} Change */

const HELD_BACK = 1000; // milliseconds

/** A form in hand. */
export class FormInHand {
  /**
   * @param {Scan} scan
   * @param {boolean} claimed whether it is this person's already; else nothing is saved before `begin`
   * @param {{lost: () => void, judged: (path: string, scan: Scan) => void, refused: (path: string, why: string) => void,
   *   waiting: (n: number, offline: boolean) => void}} listener
   */
  constructor(scan, claimed, listener) {
    this.scan = scan;
    this.listener = listener;
    /** @type {Map<string, Change>} the latest value of each field that is still to be saved */
    this.unsaved = new Map();
    /** @type {Promise<void> | null} */
    this.saving = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.heldBack = undefined;
    /** The form is about to be accepted, and that takes along what was only confirmed. */
    this.ending = false;
    /** It leaves the desk in another way as soon as the server has been told. */
    this.leaving = false;
    this.closed = false;
    this.touched = true;
    this.renewAt = Infinity;
    /** @type {(begun: boolean) => void} */
    this.settle = () => {};
    /** Whether the form became this person's. */
    this.begun = new Promise((/** @type {(begun: boolean) => void} */ resolve) => {
      this.settle = resolve;
    });
    if (claimed) this.begin(scan.review_until);
  }

  /** The form is this person's until then. @param {string | null} until */
  begin(until) {
    this.scan.review_until = until;
    this.settle(true);
    this.renewLater();
  }

  /** @param {string} act */
  path(act) {
    return `/scans/${this.scan.id}/review/${act}`;
  }

  /** Half-way through the lease is early enough to try twice. */
  renewLater() {
    const leaseLeft = new Date(this.scan.review_until ?? 0).getTime() - serverNow();
    const pause = Math.max(5000, leaseLeft / 2);
    this.renewAt = serverNow() + pause;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.touched) void this.renew();
    }, pause);
  }

  /** The person works on it. A form that was left on the desk goes back to the others when its lease has run out. */
  touch() {
    this.touched = true;
    if (!this.closed && serverNow() > this.renewAt + 1000) void this.renew();
  }

  async renew() {
    this.touched = false;
    this.renewAt = Infinity;
    try {
      const renewed = await call("POST", this.path("renew"));
      this.scan.review_until = renewed.review_until;
    } catch (error) {
      if (error instanceof Problem && error.status >= 400 && error.status < 500) {
        if (!this.closed) this.listener.lost();
        return;
      }
      this.touched = true;
    }
    if (!this.closed) this.renewLater();
  }

  /**
   * What was typed leaves at once. That a value is right as it stands is held back for a moment: most often the next
   * key accepts the form, and one request says both.
   * @param {DeskField} field
   */
  save(field) {
    this.unsaved.set(field.path, field);
    if (isChanged(field)) this.saveNow();
    else this.heldBack ??= setTimeout(() => this.saveNow(), HELD_BACK);
  }

  /**
   * It was confirmed too early: the server is told, unless it has heard nothing of it yet.
   * @param {DeskField} field
   */
  doubt(field) {
    if (this.heldBack !== undefined && !this.saving && this.unsaved.delete(field.path)) return;
    this.unsaved.set(field.path, { ...field, reopened: true });
    this.saveNow();
  }

  saveNow() {
    clearTimeout(this.heldBack);
    this.heldBack = undefined;
    this.saving ??= this.saveAll().finally(() => {
      this.saving = null;
    });
  }

  /** Resolves once the server has everything. */
  async flush() {
    if (this.unsaved.size) this.saveNow();
    await this.saving;
  }

  async saveAll() {
    await this.begun;
    let failures = 0;
    while (!this.closed) {
      const [path, field] = [...this.unsaved].find(([, one]) => one.reopened || isChanged(one) || !this.ending) ?? [];
      if (!path || !field) break;
      this.listener.waiting(this.unsaved.size, false);
      const trouble = await this.saveOne(field);
      if (!trouble) {
        failures = 0;
        if (this.unsaved.get(path) === field) this.unsaved.delete(path);
      } else {
        this.listener.waiting(this.unsaved.size, true);
        await waitAfter(++failures, trouble);
      }
    }
    this.listener.waiting(0, false);
  }

  /** @param {Change} field @returns {Promise<Problem | null>} why it is to be said again; null where nothing more is to do about it */
  async saveOne(field) {
    try {
      this.listener.judged(field.path, await call("PATCH", `/scans/${this.scan.id}/fields`, changeOf(field)));
      return null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!isRefusal(error)) return error;
      if (error.status === 422 || error.code === "field_not_found") this.listener.refused(field.path, refusalOf(error));
      else this.listener.lost();
      return null;
    }
  }

  /**
   * All that was typed is saved; what was only confirmed is said together with the end of the work.
   * @param {() => boolean} mayEnd whether no value was refused meanwhile
   * @returns {Promise<string[] | null>} the paths that were only confirmed; null where the form stays on the desk
   */
  async readyToEnd(mayEnd) {
    clearTimeout(this.heldBack);
    this.heldBack = undefined;
    this.ending = true;
    await this.saving;
    if (mayEnd()) return [...this.unsaved.keys()];
    this.goOn();
    return null;
  }

  /** It did not end after all. */
  goOn() {
    this.ending = false;
    if (!this.closed && this.unsaved.size) this.saveNow();
  }

  /**
   * Ends the work in another way once everything is saved: it is said until the server answers, each time alike.
   * @param {"reject" | "release" | "template" | "hand-over"} how
   * @param {Record<string, unknown>} [body]
   */
  async end(how, body) {
    this.leaving = true;
    await this.flush();
    // The claim may be over already, and only the answer lost.
    clearTimeout(this.timer);
    const said = body && { ...body, key: drawKey() };
    try {
      await untilAnswered(() => call("POST", this.path(how), said), () => this.listener.waiting(1, true));
    } catch (error) {
      this.leaving = false;
      if (!this.closed) this.renewLater();
      throw error;
    }
    this.listener.waiting(0, false);
    this.close();
  }

  close() {
    this.closed = true;
    this.settle(false);
    clearTimeout(this.timer);
    clearTimeout(this.heldBack);
  }
}
