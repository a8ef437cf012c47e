// The name that a new form is begun under. Pure.

/** What people write, or a file is called, as a form can be named; "" where nothing of it can be. @param {string} text */
export function formName(text) {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+/, "").slice(0, 63).replace(/-+$/, "");
}
