// The desk's talk with the server about one form: the lease, saving values one after the other, the end of the work.

import { call, Problem } from "../static/api.js";
import { isChanged } from "./desk.js";

/** @typedef {import("../static/types.js").Scan} Scan */
/** @typedef {import("./desk.js").DeskField} DeskField */

const RETRY = 3000; // milliseconds between tries while the server cannot be reached

/**
 * Claims the form that is named, else the next one that was not skipped; null where none waits.
 * @param {string | null} id
 * @param {readonly string[]} skipped
 * @returns {Promise<Scan | null>}
 */
export async function claim(id, skipped) {
  try {
    return await call("POST", "/review/claim", id ? { scan: id } : { skip: skipped });
  } catch (error) {
    if (error instanceof Problem && error.code === "nothing_to_review") return null;
    throw error;
  }
}

/** The value that a field's text stands for, as the API takes it. @param {DeskField} field */
function valueOf(field) {
  if (field.several) return field.text ? field.text.split(",") : [];
  if (field.options.length && ["tick", "seal", "signature"].includes(field.type)) return field.text === "true";
  return field.text === "" ? null : field.text;
}

/** A form in hand. */
export class FormInHand {
  /**
   * @param {Scan} scan
   * @param {{lost: () => void, judged: (path: string, scan: Scan) => void, refused: (path: string, why: string) => void,
   *   waiting: (n: number, offline: boolean) => void}} listener
   */
  constructor(scan, listener) {
    this.scan = scan;
    this.listener = listener;
    /** @type {Map<string, DeskField>} the latest value of each field that is still to be saved */
    this.unsaved = new Map();
    /** @type {Promise<void> | null} */
    this.saving = null;
    this.closed = false;
    this.renewLater();
  }

  /** @param {string} act */
  path(act) {
    return `/scans/${this.scan.id}/review/${act}`;
  }

  /** Half-way through the lease is early enough to try twice. */
  renewLater() {
    const leaseLeft = new Date(this.scan.review_until ?? 0).getTime() - Date.now();
    this.timer = setTimeout(() => void this.renew(), Math.max(5000, leaseLeft / 2));
  }

  async renew() {
    try {
      const renewed = await call("POST", this.path("renew"));
      this.scan.review_until = renewed.review_until;
    } catch (error) {
      if (error instanceof Problem && error.status >= 400 && error.status < 500) {
        if (!this.closed) this.listener.lost();
        return;
      }
    }
    if (!this.closed) this.renewLater();
  }

  /** @param {DeskField} field */
  save(field) {
    this.unsaved.set(field.path, field);
    this.saving ??= this.saveAll().finally(() => {
      this.saving = null;
    });
  }

  async saveAll() {
    while (this.unsaved.size && !this.closed) {
      const [[path, field] = []] = [...this.unsaved];
      if (!path || !field) return;
      this.listener.waiting(this.unsaved.size, false);
      if (await this.saveOne(field)) {
        if (this.unsaved.get(path) === field) this.unsaved.delete(path);
      } else {
        this.listener.waiting(this.unsaved.size, true);
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
    }
    this.listener.waiting(0, false);
  }

  /** @param {DeskField} field @returns {Promise<boolean>} whether there is nothing more to do about it */
  async saveOne(field) {
    try {
      const change = isChanged(field) ? { fields: { [field.path]: valueOf(field) } } : { confirmed: [field.path] };
      this.listener.judged(field.path, await call("PATCH", `/scans/${this.scan.id}/fields`, change));
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 0 || error.status >= 500) return false;
      if (error.status === 422 || error.code === "field_not_found") this.listener.refused(field.path, error.message);
      else this.listener.lost();
      return true;
    }
  }

  /**
   * Ends the work once everything is saved.
   * @param {"accept" | "reject" | "release" | "template"} how
   * @param {unknown} [body]
   */
  async end(how, body) {
    await this.saving;
    await call("POST", this.path(how), body);
    this.close();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }
}
