// The shapes that the JSON API answers with, for the type checker. Nothing here runs.

/**
 * Why something was decided: a stable code, its figures, and the sentence where the server has spelt it out.
 * @typedef {{code: string, params?: Record<string, unknown>, text?: string}} Reason
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box pixels on the page's picture
 *
 * @typedef {string | number | boolean | string[] | null} Value
 *
 * @typedef {object} Field
 * @property {string} path the field's name, or `table[row].column` with rows counted from 0
 * @property {string} label in the person's language
 * @property {string} type
 * @property {Value} value
 * @property {string} text the value as a person writes it
 * @property {string} raw_text what the recogniser saw
 * @property {number} confidence 0 to 1
 * @property {"accept" | "review"} decision
 * @property {Reason[]} reasons
 * @property {{text: string, confidence: number}[]} alternatives
 * @property {number} page
 * @property {Box} box
 *
 * @typedef {{number: number, width: number, height: number, reasons: Reason[]}} Page
 */

export {};
