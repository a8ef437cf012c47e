// The list of forms without a browser: what a new form is called.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formName } from "../../../../ocr_service/web/forms/form_name.js";

test("a form is named after what was written or after its file", () => {
  assert.equal(formName("Leave Request"), "leave-request");
  assert.equal(formName("HL-31 (edition 4)"), "hl-31-edition-4");
  assert.equal(formName("2026_packing list"), "packing-list");
  assert.equal(formName("送货单"), "");
  assert.match(formName("x".repeat(90)), /^[a-z][a-z0-9-]{0,62}$/);
  assert.equal(formName("new-form"), "new-form");
});
