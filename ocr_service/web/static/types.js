// The shapes that the JSON API answers with, for the type checker. Nothing here runs.

/**
 * Why something was decided: a stable code, its figures, and the sentence in the person's language.
 * @typedef {{code: string, params: Record<string, unknown>, text: string}} Reason
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
 * @property {Box | null} box null in a row that a person added
 * @property {{value: string, label: string}[]} options tick boxes of a choice
 * @property {string | null} pick how many options may be ticked: exactly-one, at-most-one, any
 * @property {string | null} corrected_by
 * @property {string | null} keying which typing it waits for, or done, where two people type it blind
 *
 * @typedef {{name: string, label: string, columns: {name: string, label: string, type: string}[]}} Table
 *
 * @typedef {{number: number, width: number, height: number, reasons: Reason[]}} Page
 *
 * @typedef {{name: string, title: string | Record<string, string>}} FormTitle
 *
 * @typedef {object} ScanRow a scan in a list
 * @property {string} id
 * @property {string} state
 * @property {string} created_at
 * @property {string} changed_at
 * @property {string} file_name
 * @property {string | null} template
 * @property {Reason[]} reasons
 * @property {string | null} duplicate_of
 * @property {string | null} parent_id
 * @property {number[] | null} file_pages
 * @property {string | null} client_reference
 * @property {string | null} serial the printed blank's own number
 * @property {string | null} device what the file says made it
 * @property {string | null} actor_name
 * @property {{path: string, label: string, text: string}[]} found in a search: which of its values have the words
 * @property {string | null} erp_answer
 * @property {string | null} erp_reference
 * @property {string | null} erp_reason
 * @property {number} erp_rejections how often the ERP rejected this form
 * @property {string | null} case_id
 * @property {"promise" | "papers" | "answer" | null} overdue in which way it should have gone further by now
 * @property {{since: string, next_try_at: string | null} | null} unsent its receiver does not take it; no next try: a person must send it again
 *
 * @typedef {object} ScanFacts
 * @property {number | null} template_version
 * @property {string} source
 * @property {string} actor
 * @property {string | null} actor_name
 * @property {string} lane
 * @property {number} size_bytes
 * @property {ScanRow[]} documents
 * @property {Page[]} pages
 * @property {Field[]} fields
 * @property {Table[]} tables
 * @property {string | null} review_until
 * @property {string | null} due_at until when its form promises that it is accepted
 *
 * @typedef {ScanRow & ScanFacts} Scan
 *
 * @typedef {object} HistoryEntry
 * @property {string} at
 * @property {string} actor
 * @property {string | null} actor_name
 * @property {string} action
 * @property {string | null} path
 * @property {Record<string, unknown> | null} old
 * @property {Record<string, unknown> | null} new
 * @property {string | null} to_name
 *
 * @typedef {object} Delivery
 * @property {string} state
 * @property {number} tries
 * @property {number | null} last_status
 * @property {string | null} last_error
 * @property {string | null} next_try_at
 *
 * @typedef {{page: number | null, reasons: Reason[]}} PageWarning why a page should be scanned again
 *
 * @typedef {{pages_judged: number, warnings: PageWarning[]}} Quality
 *
 * @typedef {object} Uploaded one file of an upload
 * @property {ScanRow} [scan]
 * @property {boolean} [duplicate]
 * @property {Quality | null} [quality]
 * @property {{title: string, detail?: string, code: string}} [problem]
 */

export {};
