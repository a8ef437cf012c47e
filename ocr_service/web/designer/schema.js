// The JSON Schema of template files -> what the panels ask for. No type, key or choice of values is written twice.

/**
 * @typedef {Record<string, any>} Schema
 * @typedef {"yesno" | "choice" | "several" | "whole" | "number" | "figure" | "text" | "local" | "list" | "path" | "paths" | "values" | "size" | "field" | "fields" | "column" | "group" | "agreement" | "other"} WidgetKind
 *
 * @typedef {object} Widget how one key is asked for
 * @property {string} key
 * @property {WidgetKind} kind `figure`: a number whose digits are kept; `list`: a look-up list's name; `agreement`: a path and a column of a list, several times; `other`: only in the file
 * @property {boolean} optional may be left empty
 * @property {string[]} options of `choice` and `several`
 * @property {any} default
 * @property {number | undefined} minimum
 * @property {number | undefined} maximum
 * @property {number} count how many paths, where it must be so many; 0 any number
 * @property {Widget[]} inner of `group`: the keys below this one
 */

/** @param {Schema} schema @param {Schema} node @returns {Schema} */
export function resolve(schema, node) {
  const name = typeof node.$ref === "string" ? node.$ref.split("/").at(-1) : undefined;
  return name === undefined ? node : { ...schema.$defs[name], ...node };
}

/** The widgets of a definition, in its order, without the keys in `without`. @param {Schema} schema @param {Schema} definition @param {readonly string[]} [without] @returns {Widget[]} */
export function widgetsOf(schema, definition, without = []) {
  const required = new Set(definition.required ?? []);
  return Object.entries(definition.properties ?? {})
    .filter(([key]) => !without.includes(key))
    .map(([key, node]) => widgetOf(schema, key, resolve(schema, node), required.has(key)));
}

/** The types that a field, or a column, can have: name -> definition. @param {Schema} schema @param {"Field" | "Column"} owner @returns {Map<string, Schema>} */
export function typesOf(schema, owner) {
  return mapped(schema, schema.$defs[owner].properties.read);
}

/** The kinds of rules: name -> definition. @param {Schema} schema @returns {Map<string, Schema>} */
export function rulesOf(schema) {
  return mapped(schema, schema.properties.rules.items);
}

/** What a new rule must have, still empty: what is missing is told by the check. @param {Schema} schema @param {string} kind @returns {Record<string, any>} */
export function emptyRule(schema, kind) {
  const definition = rulesOf(schema).get(kind);
  if (!definition) return {};
  return emptyOf(widgetsOf(schema, definition, ["rule"]));
}

/** What must be there of some keys. @param {readonly Widget[]} widgets @returns {Record<string, any>} */
export function emptyOf(widgets) {
  /** @type {Record<string, any>} */
  const slots = {};
  for (const widget of widgets.filter((one) => !one.optional)) {
    slots[widget.key] = widget.kind === "group" ? emptyOf(widget.inner)
      : widget.kind === "paths" ? Array(widget.count || 2).fill("") : widget.kind === "values" ? [] : "";
  }
  return slots;
}

/** @param {Schema} schema @param {Schema} node @returns {Map<string, Schema>} */
function mapped(schema, node) {
  const mapping = /** @type {Record<string, string>} */ (node.discriminator.mapping);
  return new Map(Object.entries(mapping).map(([name, ref]) => [name, resolve(schema, { $ref: ref })]));
}

/** @param {Schema} schema @param {string} key @param {Schema} node @param {boolean} required @returns {Widget} */
function widgetOf(schema, key, node, required) {
  const branches = (node.anyOf ?? [node]).map((/** @type {Schema} */ one) => resolve(schema, one));
  const kinds = branches.filter((/** @type {Schema} */ one) => one.type !== "null");
  const main = { ...kinds[0], ...(node.anyOf ? {} : node) };
  const kind = node.names ? namesKind(node.names, main) : kindOf(schema, key, main, kinds);
  return {
    key,
    kind,
    inner: kind === "group" ? widgetsOf(schema, main) : [],
    optional: !required,
    options: main.enum ?? main.items?.enum ?? [],
    default: node.default,
    minimum: main.minimum ?? main.exclusiveMinimum,
    maximum: main.maximum ?? main.exclusiveMaximum,
    count: main.minItems !== undefined && main.minItems === main.maxItems ? main.minItems : 0,
  };
}

/** @param {string} names what there must be by that name @param {Schema} node @returns {WidgetKind} */
function namesKind(names, node) {
  if (names === "column") return "column";
  return node.type === "array" ? "fields" : "field";
}

/** @param {Schema} schema @param {string} key @param {Schema} node @param {Schema[]} kinds @returns {WidgetKind} */
function kindOf(schema, key, node, kinds) {
  if (node.enum) return "choice";
  if (kinds.length > 1) return kinds.every((one) => ["number", "string", "integer"].includes(one.type)) ? "figure" : "other";
  switch (node.type) {
    case "boolean":
      return "yesno";
    case "integer":
      return "whole";
    case "number":
      return "number";
    case "string":
      if (key === "lexicon" || key === "lookup") return "list";
      return isPath(node) ? "path" : "text";
    case "object":
      return objectKind(node);
    case "array":
      return arrayKind(schema, node);
    default:
      return "other";
  }
}

/** @param {Schema} node @returns {WidgetKind} */
function objectKind(node) {
  if (node.properties) return "group";
  if (node.patternProperties) return "agreement";
  return node.propertyNames ? "local" : "other";
}

/** @param {Schema} schema @param {Schema} node @returns {WidgetKind} */
function arrayKind(schema, node) {
  const items = resolve(schema, node.items ?? node.prefixItems?.[0] ?? {});
  if (items.enum) return "several";
  if (isPath(items)) return "paths";
  if (node.prefixItems && items.type === "number") return "size";
  const simple = (items.anyOf ?? [items]).every((/** @type {Schema} */ one) => ["string", "boolean"].includes(one.type));
  return simple ? "values" : "other";
}

/** Whether a text names a field or a column, which its pattern tells by the dot in the middle. @param {Schema} node */
function isPath(node) {
  return typeof node.pattern === "string" && node.pattern.includes("(\\.[a-z]");
}
