// Sends files, a few at a time, each piece by piece; goes on by itself when a lost line is back.

import { call, Problem, request } from "../static/api.js";
import { Keeper } from "./kept.js";
import { after, eventOf, newItem, nextStep, pauseOf } from "./steps.js";

/** @typedef {import("./steps.js").Item} Item */
/** @typedef {import("./steps.js").Event} Event */
/** @typedef {import("./steps.js").Step} Step */

const AT_ONCE = 3;

export class Outbox {
  /**
   * @param {string} owner
   * @param {(item: Item) => void} told called after everything that happens to a file
   */
  constructor(owner, told) {
    this.owner = owner;
    this.told = told;
    this.keeper = new Keeper();
    /** @type {Map<string, Item>} */
    this.items = new Map();
    /** @type {Map<string, Blob>} */
    this.files = new Map();
    /** @type {Set<string>} in work just now */
    this.working = new Set();
    /** @type {Map<string, ReturnType<typeof setTimeout>>} lost ones, until they are tried again */
    this.pausing = new Map();
    /** @type {Set<string>} those that a reload would lose */
    this.unkept = new Set();
    addEventListener("online", () => this.tryAll());
  }

  /** Whether leaving the page now would lose something. */
  get fragile() {
    return this.unkept.size > 0;
  }

  /** @returns {Item[]} files that wait for a line */
  get lost() {
    return [...this.items.values()].filter((item) => item.state === "lost");
  }

  /** What was left from before a reload goes on. */
  async restore() {
    for (const [item, file] of await this.keeper.load(this.owner)) {
      const now = await this.#sinceThen(item);
      if (!now) void this.keeper.forget(item.id);
      else if (!this.items.has(item.id)) this.#put(now, file);
    }
    this.#pump();
  }

  /** What a file is after a reload; null where it was handed in and only the answer was not heard. @param {Item} item */
  async #sinceThen(item) {
    if (item.state === "lost" || item.state === "going") return after(item, { kind: "again" });
    if (item.state !== "ready") return item;
    try {
      const shown = await call("GET", `/uploads/${item.upload}`);
      return shown.scan_id ? null : item;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return after(item, eventOf(error));
    }
  }

  /**
   * @param {File} file
   * @param {import("./steps.js").Order} order
   * @param {"file" | "page"} purpose
   * @param {number} [place] where it stands among the others; by default last
   */
  add(file, order, purpose, place = Date.now() + this.items.size / 1000) {
    const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const item = newItem({ id, owner: this.owner, name: file.name, size: file.size, place, purpose, order });
    this.#put(item, file);
    this.unkept.add(id);
    void this.keeper.add(item, file).then((kept) => kept && this.unkept.delete(id));
    this.#pump();
  }

  /** @param {string} id @param {Event} event */
  happened(id, event) {
    const item = this.items.get(id);
    if (!item) return;
    const now = after(item, event);
    this.items.set(id, now);
    if (now.state === "done") this.forget(id);
    else void this.keeper.update(now);
    this.told(now);
    this.#pump();
  }

  /** @param {string} id @param {number} place */
  move(id, place) {
    const item = this.items.get(id);
    if (!item) return;
    this.items.set(id, { ...item, place });
    void this.keeper.update({ ...item, place });
  }

  /** The person does not want it any more. @param {string} id */
  drop(id) {
    const upload = this.items.get(id)?.upload;
    this.forget(id);
    if (upload) void call("DELETE", `/uploads/${upload}`).catch(() => undefined);
  }

  /** @param {string} id */
  forget(id) {
    this.items.delete(id);
    this.files.delete(id);
    this.unkept.delete(id);
    void this.keeper.forget(id);
  }

  tryAll() {
    for (const [id, timer] of this.pausing) {
      clearTimeout(timer);
      this.pausing.delete(id);
    }
    this.#pump();
  }

  /** @param {Item} item @param {Blob} file */
  #put(item, file) {
    this.items.set(item.id, item);
    this.files.set(item.id, file);
    this.told(item);
  }

  #pump() {
    for (const item of this.items.values()) {
      if (this.working.size >= AT_ONCE) return;
      if (!this.working.has(item.id) && !this.pausing.has(item.id) && nextStep(item)) void this.#work(item.id);
    }
  }

  /** @param {string} id */
  async #work(id) {
    this.working.add(id);
    for (let item = this.items.get(id); item; item = this.items.get(id)) {
      const step = nextStep(item);
      if (!step || this.pausing.has(id)) break;
      const event = await this.#do(item, step).catch(/** @param {unknown} error */ (error) => {
        if (!(error instanceof Problem)) throw error;
        return eventOf(error);
      });
      if (event.kind === "lost") this.#pause(id, pauseOf(after(item, event)));
      this.happened(id, event);
    }
    this.working.delete(id);
    this.#pump();
  }

  /** @param {string} id @param {number} seconds */
  #pause(id, seconds) {
    this.pausing.set(id, setTimeout(() => {
      this.pausing.delete(id);
      this.#pump();
    }, seconds * 1000));
  }

  /** @param {Item} item @param {Step} step @returns {Promise<Event>} */
  async #do(item, step) {
    if (step.act === "begin") {
      const begun = await call("POST", "/uploads", { file_name: item.name, size_bytes: item.size });
      return { kind: "begun", upload: begun.id };
    }
    const path = `/uploads/${item.upload}`;
    if (step.act === "piece") {
      const bytes = this.files.get(item.id)?.slice(step.start, step.end);
      const headers = { "Upload-Offset": String(step.start), "Content-Type": "application/offset+octet-stream" };
      const shown = await (await request("PATCH", path, headers, bytes)).json();
      return { kind: "received", received: shown.received };
    }
    if (step.act === "look") return { kind: "ready", quality: await call("POST", `${path}/look`) };
    if (step.act === "ask") {
      const shown = await call("GET", path);
      return { kind: "received", received: shown.received };
    }
    return handedIn(await call("POST", `${path}/finish`, wishesOf(item.order)));
  }
}

/** @param {import("../static/types.js").Uploaded} answer @returns {Event} */
export function handedIn(answer) {
  if (!answer.scan) throw new Error("the server took a file in and says nothing of its scan");
  return { kind: answer.duplicate ? "duplicate" : "done", scan: answer.scan, quality: answer.quality ?? null };
}

/** @param {import("./steps.js").Order} order */
export function wishesOf(order) {
  return { lane: order.lane, template: order.template || null, allow_duplicate: order.allowDuplicate };
}
