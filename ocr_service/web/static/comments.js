// What people have said about a scan, wherever it is shown.

import { call, Problem } from "./api.js";
import { h } from "./dom.js";
import { fullTime, shortTime } from "./format.js";
import { isRefusal } from "./trying.js";
import { drawKey } from "./until_answered.js";

/** @typedef {{id: string, at: string, actor: string, actor_name: string | null, text: string}} Comment */

/** @param {string} scan @returns {Promise<Comment[]>} oldest first */
export async function loadComments(scan) {
  return (await call("GET", `/scans/${scan}/comments`)).items;
}

/** What was said last and no answer came to: the server may have heard it. */
let unanswered = { scan: "", text: "", key: "" };

/** The same words said once more because no answer came count once. @param {string} scan @param {string} text @returns {Promise<Comment>} */
export async function addComment(scan, text) {
  if (unanswered.scan !== scan || unanswered.text !== text) unanswered = { scan, text, key: drawKey() };
  const { key } = unanswered;
  try {
    const said = await call("POST", `/scans/${scan}/comments`, { text, key });
    unanswered = { scan: "", text: "", key: "" };
    return said;
  } catch (error) {
    if (error instanceof Problem && isRefusal(error)) unanswered = { scan: "", text: "", key: "" };
    throw error;
  }
}

/** @param {Comment} comment */
export function commentLine({ at, actor, actor_name: name, text }) {
  const who = h("span", { class: "soft" }, name ?? actor, " ", h("time", { datetime: at, title: fullTime(at) }, shortTime(at)));
  return h("li", { class: "comment" }, who, " ", h("span", { class: "said" }, text));
}
