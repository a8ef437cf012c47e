// The grid that was confirmed last, as long as this tab lives: it can be undone, where nobody has gone on with its forms.

import { call, Problem } from "../static/api.js";
import { tell } from "../static/base.js";
import { t } from "../static/texts.js";

/** @typedef {import("./shapes.js").Group} Group */
/** @typedef {{grid: string, group: Group}} LastGrid */

const LAST = "check-last-grid";
const BUTTONS = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-undo-grid]"));

/** @returns {LastGrid | null} */
function readLast() {
  return JSON.parse(sessionStorage.getItem(LAST) ?? "null");
}

/** @param {LastGrid | null} last */
export function keepLast(last) {
  if (last) sessionStorage.setItem(LAST, JSON.stringify(last));
  else sessionStorage.removeItem(LAST);
  showButtons();
}

/** @param {() => void} onUndo */
export function offerUndo(onUndo) {
  for (const button of BUTTONS) button.addEventListener("click", onUndo);
  showButtons();
}

function showButtons() {
  for (const button of BUTTONS) button.hidden = readLast() === null;
}

/**
 * Undoes it on the server and says what became of its forms.
 * @returns {Promise<Group | null>} the group that has its cells again; null where none has
 */
export async function undoLast() {
  const last = readLast();
  if (!last) {
    tell("look", t("review.nothing_to_undo"));
    return null;
  }
  try {
    /** @type {{forms: {outcome: string}[]}} */
    const { forms } = await call("POST", "/check/groups/undo", { grid: last.grid });
    const count = (/** @type {string} */ outcome) => forms.filter((form) => form.outcome === outcome).length;
    keepLast(null);
    if (count("undone")) tell("sure", t("check.grid_undone", { n: count("undone") }));
    if (count("worked_on")) tell("look", t("check.grid_worked_on", { n: count("worked_on") }));
    if (count("sent")) tell("look", t("check.grid_sent", { n: count("sent") }));
    return count("undone") ? last.group : null;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "no_grid_to_undo") throw error;
    keepLast(null);
    tell("look", error.message);
    return null;
  }
}
