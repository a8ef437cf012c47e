// What people have said about the scan, and a box to answer in.

import { tellProblem } from "../static/base.js";
import { addComment, commentLine, loadComments } from "../static/comments.js";
import { byId, byIdAs, fill } from "../static/dom.js";
import { isComposing } from "../static/keys.js";

/** @param {string} scan */
export async function drawComments(scan) {
  fill(byId("comment-rows"), ...(await loadComments(scan)).map(commentLine));
}

/** Lets the person answer. @param {string} scan */
export function hearComments(scan) {
  const words = byIdAs("comment-words", HTMLTextAreaElement);
  const say = async () => {
    const text = words.value.trim();
    if (!text) return;
    await addComment(scan, text);
    words.value = "";
    await drawComments(scan);
  };
  byId("comment-say").addEventListener("click", () => void say().catch(tellProblem));
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    void say().catch(tellProblem);
  });
}
