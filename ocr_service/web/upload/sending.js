// Sends files one request each, a few at a time, telling how far each has come.

import { API, csrfToken, Problem, problemOf } from "../static/api.js";
import { t } from "../static/texts.js";

const AT_ONCE = 3;

/**
 * @typedef {object} Order how the files are to be read
 * @property {string} lane
 * @property {string} template empty: find out
 * @property {boolean} allowDuplicate
 *
 * @typedef {object} Listener
 * @property {(share: number) => void} progress 0 to 1
 * @property {(answer: any) => void} done
 * @property {(problem: Problem) => void} failed
 */

/** A queue of uploads. */
export class Sender {
  constructor() {
    /** @type {(() => Promise<void>)[]} */
    this.waiting = [];
    this.running = 0;
  }

  /** Whether leaving the page now would lose something. */
  get busy() {
    return this.running + this.waiting.length > 0;
  }

  /** @param {File} file @param {Order} order @param {Listener} listener */
  send(file, order, listener) {
    this.waiting.push(() => post(file, order, listener.progress).then(listener.done, listener.failed));
    this.next();
  }

  next() {
    if (this.running >= AT_ONCE) return;
    const job = this.waiting.shift();
    if (!job) return;
    this.running += 1;
    void job().finally(() => {
      this.running -= 1;
      this.next();
    });
    this.next();
  }
}

/**
 * `fetch` cannot tell how much of a body has gone out; XMLHttpRequest can.
 * @param {File} file @param {Order} order @param {(share: number) => void} progress
 * @returns {Promise<any>}
 */
function post(file, order, progress) {
  const form = new FormData();
  form.append("lane", order.lane);
  if (order.template) form.append("template", order.template);
  if (order.allowDuplicate) form.append("allow_duplicate", "true");
  form.append("files", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${API}/scans`);
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      const answer = read(request.responseText);
      if (request.status < 300) resolve(answer);
      else reject(problemOf(request.status, answer));
    };
    request.onerror = () => reject(new Problem(0, "offline", t("upload.lost")));
    request.send(form);
  });
}

/** @param {string} text @returns {any} */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
