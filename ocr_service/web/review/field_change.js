// What the server is told of a field that a person has dealt with.

import { isChanged } from "./desk_field.js";

/** @typedef {import("./desk_field.js").DeskField} DeskField */
/** @typedef {DeskField & {reopened?: boolean}} Change `reopened`: it was confirmed too early */

/** The value that a field's text stands for, as the API takes it. @param {DeskField} field */
function valueOf(field) {
  if (field.several) return field.text ? field.text.split(",") : [];
  if (field.options.length && ["tick", "seal", "signature"].includes(field.type)) return field.text === "true";
  return field.text === "" ? null : field.text;
}

/** @param {Change} field */
export function changeOf(field) {
  if (field.reopened) return { doubted: [field.path] };
  return isChanged(field) ? { fields: { [field.path]: valueOf(field) } } : { confirmed: [field.path] };
}
