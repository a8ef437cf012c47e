// The first form is claimed while the rest of the page's scripts still come.

import { restored } from "../static/kept_texts.js";
import { loadForms } from "../static/templates.js";
import { claim } from "./claiming.js";
import { keptTurns } from "./kept_turns.js";
import { readWanted } from "./wanted.js";

/** @typedef {import("../static/types.js").Scan} Scan */

export const person = document.querySelector('meta[name="person"]')?.getAttribute("content") ?? "";
/** The form that the page's address asks for. */
export const asked = new URLSearchParams(location.search).get("scan");
/** Without their titles the forms still can be worked on. */
export const forms = loadForms().catch(() => []);
/**
 * The form in hand, null where none waits; undefined where something else must be said to the server first.
 * @type {Promise<Scan | null | undefined>}
 */
export const claimed = restored.then(() => (keptTurns(person).length ? undefined : claim(asked, readWanted(person), [])));
// Who lays it on the desk hears what went wrong; until he listens it is no fault of the page's.
claimed.catch(() => {});
