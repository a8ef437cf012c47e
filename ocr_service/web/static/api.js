// Talks to the JSON API under /api/v1: CSRF header, problem documents (RFC 9457), waiting between polls.

import { t } from "./texts.js";

export const API = "/api/v1";

/** What the server said was wrong: `code` is stable, `message` a sentence for people. */
export class Problem extends Error {
  /**
   * @param {number} status 0 where the server could not be reached
   * @param {string} code
   * @param {string} message
   * @param {Record<string, unknown>} [details] the whole problem document
   * @param {number} [retryAfter] in how many seconds the server wants to be asked again; 0 where it did not say
   */
  constructor(status, code, message, details = {}, retryAfter = 0) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.retryAfter = retryAfter;
  }

  /** Each thing that is wrong, where the server told them one by one (the first of them); else the one sentence. */
  get told() {
    const { problems } = this.details;
    const texts = Array.isArray(problems) ? problems.slice(0, 6).map((one) => String(one.text)) : [];
    return texts.length ? texts.join(" ") : this.message;
  }
}

/** What is said beside the very field that was not taken. @param {Problem} problem */
export function refusalOf({ code, message, details }) {
  const params = /** @type {{text?: string} | undefined} */ (details.params);
  return code === "field_value_invalid" ? t("pages.value_unfit", { text: params?.text ?? "" }) : message;
}

/** Where a refusal speaks of a password that was typed, not of a session that has ended. */
const ASKS_PASSWORD = new Set(["/session", "/me/password"]);

/** On the way out: that the session has ended is no news then. */
let leaving = false;

/** Ends the session and goes to the sign-in page. */
export async function signOut() {
  leaving = true;
  try {
    await call("DELETE", "/session");
    location.assign("/login");
  } catch (error) {
    leaving = false;
    throw error;
  }
}

/** The token that proves that a change was asked for by one of our own pages. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
}

/**
 * One request; resolves with the parsed answer (null where there is none), rejects with a Problem.
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {unknown} [body] sent as JSON
 * @returns {Promise<any>}
 */
export async function call(method, path, body) {
  if (body === undefined) return parse(await request(method, path, {}));
  return parse(await request(method, path, { "Content-Type": "application/json" }, JSON.stringify(body)));
}

/**
 * One request with a body of any kind; resolves with the answer as it came, rejects with a Problem.
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {Record<string, string>} headers
 * @param {BodyInit} [body]
 * @returns {Promise<Response>}
 */
export async function request(method, path, headers, body) {
  /** @type {Record<string, string>} */
  const all = { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...headers };
  if (method !== "GET") all["X-CSRF-Token"] = csrfToken();
  let response;
  try {
    response = await fetch(API + path, { method, headers: all, body });
  } catch {
    throw new Problem(0, "offline", t("pages.offline"));
  }
  // The session has ended: sign in again and come back. What was typed is kept by whoever let it be typed.
  if (response.status === 401 && !leaving && !ASKS_PASSWORD.has(path)) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  if (!response.ok) throw problemOf(response.status, await parse(response), response.headers.get("Retry-After"));
  return response;
}

/**
 * Posts a form with files; resolves and rejects as `call` does.
 * @param {string} path
 * @param {FormData} form
 * @returns {Promise<any>}
 */
export async function send(path, form) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST", body: form, headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, "X-CSRF-Token": csrfToken() },
    });
  } catch {
    throw new Problem(0, "offline", t("pages.offline"));
  }
  const answer = await parse(response);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer;
}

/** @param {Response} response @returns {Promise<any>} */
async function parse(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/**
 * @param {number} status
 * @param {any} answer a problem document, if it is one
 * @param {string | null} [retryAfter] the header; a date in it is not read
 */
export function problemOf(status, answer, retryAfter = null) {
  const code = typeof answer?.code === "string" ? answer.code : "unknown";
  const sentence = answer?.detail ?? answer?.title ?? t("pages.server_error", { status });
  return new Problem(status, code, String(sentence), answer ?? {}, Number(retryAfter) || 0);
}

/**
 * A path with a query; empty values are left out.
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} query
 */
export function withQuery(path, query) {
  const kept = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

/**
 * Calls `look` again and again: soon while something moves, ever more rarely while nothing does, not at all
 * while the page is hidden. `look` resolves with true while it wants to be called soon.
 * @param {() => Promise<boolean>} look
 * @param {{soonest?: number, latest?: number}} [pace] milliseconds
 * @returns {() => void} looks at once
 */
export function keepLooking(look, { soonest = 1000, latest = 15000 } = {}) {
  let pause = soonest;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let busy = false;
  async function round() {
    if (busy) return;
    clearTimeout(timer);
    busy = true;
    const moving = await look().catch(() => false);
    busy = false;
    pause = moving ? soonest : Math.min(pause * 1.6, latest);
    if (!document.hidden) timer = setTimeout(round, pause);
  }
  function now() {
    pause = soonest;
    void round();
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) now();
  });
  void round();
  return now;
}
