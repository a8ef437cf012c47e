// The panels ask for every key of the template format, as its JSON Schema has it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { emptyRule, rulesOf, typesOf, widgetsOf } from "../../../../ocr_service/web/designer/schema.js";

const NAME = { type: "string", pattern: "^[a-z][a-z0-9_]{0,62}$" };
const PATH = { type: "string", pattern: "^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?$" };
const SCHEMA = {
  properties: { rules: { items: { discriminator: { mapping: { sum: "#/$defs/Sum", same: "#/$defs/Same", product: "#/$defs/Product", match: "#/$defs/Match" } } } } },
  $defs: {
    Field: {
      required: ["name", "read"],
      properties: {
        name: NAME,
        label: { type: "object", propertyNames: { enum: ["zh-CN", "en"] }, additionalProperties: { type: "string" } },
        read: { discriminator: { mapping: { amount: "#/$defs/Amount", barcode: "#/$defs/Barcode" } } },
        cells: { anyOf: [{ type: "integer", minimum: 1, maximum: 100 }, { type: "null" }], default: null },
        required: { type: "boolean", default: false },
      },
    },
    Amount: { properties: { minimum: { anyOf: [{ type: "number" }, { type: "string" }, { type: "null" }], default: null }, lexicon: { anyOf: [NAME, { type: "null" }] } } },
    Barcode: { properties: { formats: { type: "array", items: { enum: ["qr", "ean-13"] }, default: ["qr"] }, pick: { enum: ["one", "any"], default: "one" } } },
    Sum: { required: ["rule", "of", "equals"], properties: { rule: { const: "sum" }, of: PATH, also: { type: "array", items: PATH }, equals: PATH } },
    Same: { required: ["rule", "fields"], properties: { rule: { const: "same" }, fields: { type: "array", items: PATH, minItems: 2 } } },
    Product: { required: ["rule", "of"], properties: { rule: {}, of: { type: "array", prefixItems: [PATH, PATH], minItems: 2, maxItems: 2 }, agrees: { type: "object", patternProperties: {} } } },
    Named: { properties: {
      case_by: { anyOf: [NAME, { type: "null" }], default: null, names: "field" }, unique_by: { type: "array", items: NAME, names: "field" },
      column: { ...NAME, names: "column" }, order: { anyOf: [{ $ref: "#/$defs/Line" }, { type: "null" }], default: null },
    } },
    Match: { required: ["rule", "order"], properties: { rule: {}, order: { $ref: "#/$defs/Line" }, price: { anyOf: [{ $ref: "#/$defs/Line" }, { type: "null" }] } } },
    Line: { type: "object", required: ["field", "column"], properties: { field: PATH, column: { type: "string" } } },
    Page: { properties: { size_mm: { type: "array", prefixItems: [{ type: "number" }, { type: "number" }] }, is_one_of: { type: "array", items: { anyOf: [{ type: "string" }, { type: "boolean" }] } } } },
  },
};
const kinds = (definition) => Object.fromEntries(widgetsOf(SCHEMA, definition).map((widget) => [widget.key, widget.kind]));

test("each kind of key has its control", () => {
  assert.deepEqual(kinds(SCHEMA.$defs.Field), { name: "text", label: "local", read: "other", cells: "whole", required: "yesno" });
  assert.deepEqual(kinds(SCHEMA.$defs.Amount), { minimum: "figure", lexicon: "list" });
  assert.deepEqual(kinds(SCHEMA.$defs.Barcode), { formats: "several", pick: "choice" });
  assert.deepEqual(kinds(SCHEMA.$defs.Page), { size_mm: "size", is_one_of: "values" });
  assert.deepEqual(kinds(SCHEMA.$defs.Sum), { rule: "other", of: "path", also: "paths", equals: "path" });
  assert.equal(kinds(SCHEMA.$defs.Product).agrees, "agreement");
  assert.deepEqual(kinds(SCHEMA.$defs.Named), { case_by: "field", unique_by: "fields", column: "column", order: "group" });
});

test("bounds, defaults and what may be left out come along", () => {
  const [name, , , cells] = widgetsOf(SCHEMA, SCHEMA.$defs.Field);
  assert.deepEqual([name.optional, cells.optional, cells.minimum, cells.maximum, cells.default], [false, true, 1, 100, null]);
  assert.deepEqual(widgetsOf(SCHEMA, SCHEMA.$defs.Field, ["read", "name"]).map((one) => one.key), ["label", "cells", "required"]);
});

test("types and rules are those of the schema", () => {
  assert.deepEqual([...typesOf(SCHEMA, "Field").keys()], ["amount", "barcode"]);
  assert.deepEqual([...rulesOf(SCHEMA).keys()], ["sum", "same", "product", "match"]);
  assert.deepEqual(emptyRule(SCHEMA, "match"), { order: { field: "", column: "" } });
  assert.deepEqual(emptyRule(SCHEMA, "sum"), { of: "", equals: "" });
  assert.deepEqual(emptyRule(SCHEMA, "same"), { fields: ["", ""] });
  assert.deepEqual(emptyRule(SCHEMA, "product"), { of: ["", ""] });
});
