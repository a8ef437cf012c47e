// What people have said about a scan, wherever it is shown.

import { call } from "./api.js";
import { h } from "./dom.js";
import { fullTime, shortTime } from "./format.js";

/** @typedef {{id: string, at: string, actor: string, actor_name: string | null, text: string}} Comment */

/** @param {string} scan @returns {Promise<Comment[]>} oldest first */
export async function loadComments(scan) {
  return (await call("GET", `/scans/${scan}/comments`)).items;
}

/** @param {string} scan @param {string} text @returns {Promise<Comment>} */
export async function addComment(scan, text) {
  return await call("POST", `/scans/${scan}/comments`, { text });
}

/** @param {Comment} comment */
export function commentLine({ at, actor, actor_name: name, text }) {
  const who = h("span", { class: "soft" }, name ?? actor, " ", h("time", { datetime: at, title: fullTime(at) }, shortTime(at)));
  return h("li", { class: "comment" }, who, " ", h("span", { class: "said" }, text));
}
