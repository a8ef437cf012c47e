// How versions of lists and their sources are told.

import { LANGUAGE, t } from "../static/texts.js";

/**
 * @typedef {{code: string, params: Record<string, unknown>, text: string}} Reason
 * @typedef {object} Version
 * @property {string} list
 * @property {string} version
 * @property {number} number
 * @property {number} rows
 * @property {string[]} columns
 * @property {string} key
 * @property {string[]} display
 * @property {string} source
 * @property {string | null} loaded_by_name
 * @property {string | null} in_force_at
 * @property {boolean} in_force
 *
 * @typedef {object} Source
 * @property {string} list
 * @property {string} url
 * @property {string} format
 * @property {string | null} key
 * @property {string[] | null} display
 * @property {number} minutes
 * @property {boolean} allow_fewer
 * @property {Record<string, string>} sign_in
 * @property {string} next_at
 * @property {string | null} tried_at
 * @property {string | null} fetched_at
 * @property {number} failures
 * @property {Reason | null} error
 * @property {Reason[]} problems
 */

const figures = new Intl.NumberFormat(LANGUAGE === "en" ? "en-GB" : LANGUAGE);

/** @param {number} rows */
export function rowCount(rows) {
  return figures.format(rows);
}

/** Where a version came from. @param {Version} version */
export function byWhom(version) {
  const from = t(`admin.masterdata.source.${version.source}`);
  return version.loaded_by_name ? `${from} · ${version.loaded_by_name}` : from;
}

/**
 * @param {Version | undefined} version
 * @param {Source | undefined} source
 * @returns {{look: "sure" | "look" | "wrong", text: string}}
 */
export function sourceState(version, source) {
  if (source?.error) return { look: "wrong", text: t("admin.masterdata.state.failing", { n: source.failures }) };
  if (!version) return { look: "look", text: t("admin.masterdata.state.empty") };
  return { look: "sure", text: t(source ? "admin.masterdata.state.fetched" : "admin.masterdata.state.there") };
}
