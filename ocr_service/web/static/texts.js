// Sentences for people. They stand in locales/ and come with the page, in the person's language.

/** @typedef {Record<string, unknown>} Params */

/** @returns {Record<string, string>} */
function readTexts() {
  if (typeof document === "undefined") return {};
  const block = document.getElementById("texts");
  return block ? JSON.parse(block.textContent ?? "{}") : {};
}

const TEXTS = readTexts();

/** The person's language. */
export const LANGUAGE = typeof document === "undefined" ? "zh-CN" : document.documentElement.lang;

/**
 * The sentence of a key, with `{name}` replaced; the key itself where there is none.
 * @param {string} key
 * @param {Params} [params]
 */
export function t(key, params = {}) {
  const sentence = TEXTS[key];
  if (sentence === undefined) return key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? spell(params[name]) : whole));
}

/** @param {string} key */
export function hasText(key) {
  return key in TEXTS;
}

/** What follows `prefix` in the keys of the sentences that this page has. @param {string} prefix @returns {string[]} */
export function textsUnder(prefix) {
  return Object.keys(TEXTS).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

/** @param {unknown} value */
function spell(value) {
  return Array.isArray(value) ? value.map(String).join(TEXTS["pages.list_separator"] ?? ", ") : String(value);
}
