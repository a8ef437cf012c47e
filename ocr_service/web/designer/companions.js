// Files beside a form under the pencil: pictures of further pages, look-up lists.

import { API, call, send } from "../static/api.js";
import { tell } from "../static/base.js";
import { t } from "../static/texts.js";
import { askForFile } from "./ask.js";

/** @typedef {import("./parts.js").Box} Box */
/** @typedef {import("./saving.js").Draft} Draft */
/** @typedef {import("./saving.js").Saver} Saver */

/** A further page from a scan; the draft with it, null where nothing was chosen. @param {Saver} saver @returns {Promise<Draft | null>} */
export async function addPage(saver) {
  const chosen = await askForFile(t("designer.add_page"), "image/*,.pdf,.tif,.tiff,.heic", { page: t("designer.which_page") });
  if (!chosen) return null;
  await saver.flush();
  tell("look", t("designer.proposing"));
  return sendBeside(saver, "pages", chosen.file, { page: chosen.page || "1" });
}

/** A look-up list; the draft with it, null where nothing was chosen. @param {Saver} saver @returns {Promise<Draft | null>} */
export async function addList(saver) {
  const chosen = await askForFile(t("designer.add_list"), ".csv,text/csv", { name: t("designer.list_name") });
  if (!chosen) return null;
  const name = chosen.name || chosen.file.name.replace(/\.csv$/i, "").toLowerCase().replace(/[^a-z0-9_]/g, "_").replace(/^[^a-z]+/, "") || "list";
  await saver.flush();
  return sendBeside(saver, `lists/${name}`, chosen.file);
}

/** Takes a look-up list away. @param {Saver} saver @param {string} name @returns {Promise<Draft>} */
export async function dropList(saver, name) {
  await saver.flush();
  return sendBeside(saver, `lists/${name}`, null);
}

/** What stands in the boxes comes out of a page's picture. @param {Saver} saver @param {number} page @param {readonly Box[]} boxes @returns {Promise<Draft>} */
export async function wipe(saver, page, boxes) {
  await saver.flush();
  return call("POST", `/template-drafts/${saver.draft.id}/pages/${page}/wipe`, { revision: saver.draft.revision, boxes });
}

/** @param {Saver} saver @param {string} place @param {File | null} file @param {Record<string, string>} [words] @returns {Promise<Draft>} */
function sendBeside(saver, place, file, words = {}) {
  const form = new FormData();
  if (file) form.append("file", file, file.name);
  for (const [name, word] of Object.entries({ ...words, revision: String(saver.draft.revision) })) form.append(name, word);
  return send(`${API}/template-drafts/${saver.draft.id}/${place}`, form);
}
