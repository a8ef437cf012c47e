// Sites: by name, and to choose from.

import { fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";

/** @typedef {{id: string, code: string, name: string, people: number, keys: number, created_at: string, closed_at: string | null}} Site */

/** @param {Site[]} sites @param {string | null} code */
export function siteName(sites, code) {
  return sites.find((site) => site.code === code)?.name ?? code ?? "";
}

/** The sites that somebody new may belong to, and the one that `chosen` names. @param {HTMLSelectElement} select @param {Site[]} sites @param {string | null} [chosen] */
export function fillSites(select, sites, chosen = null) {
  const open = sites.filter((site) => site.closed_at === null || site.code === chosen);
  fill(select,
    h("option", { value: "" }, t("admin.common.no_site")),
    ...open.map((site) => h("option", { value: site.code, selected: site.code === chosen }, `${site.name} (${site.code})`)));
}
