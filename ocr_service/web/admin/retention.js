// Retention: how long finished scans are kept, and what a run would forget now.

import { call, withQuery } from "../static/api.js";
import { tell, tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime } from "../static/format.js";
import { t } from "../static/texts.js";
import { control, submitForm, sure } from "../static/dialogs.js";

/**
 * @typedef {object} Retention
 * @property {number} keep_days
 * @property {boolean} fixed
 * @property {string | null} changed_at
 * @property {string | null} changed_by_name
 * @property {string | null} ran_at
 * @property {boolean} running
 * @property {number | null} scans
 * @property {number | null} files
 * @property {string | null} next_run_at
 * @property {{scans: number, oldest: string | null}} forgettable
 */

const form = byIdAs("choice", HTMLFormElement);
const days = control(form, "days", HTMLInputElement);
let typed = days.value !== "";

/** @param {Retention} now */
function draw(now) {
  /** @type {[string, string][]} */
  const facts = [
    ["keep", now.keep_days ? t("admin.retention.days", { n: now.keep_days }) : t("admin.retention.for_good")],
    ["forgettable", count(now)],
    ["ran", lastRun(now)],
    ["next", now.next_run_at ? fullTime(now.next_run_at) : t("admin.retention.soon")],
    ["by", now.changed_at && !now.fixed ? `${now.changed_by_name ?? ""} · ${fullTime(now.changed_at)}` : ""],
  ];
  fill(byId("facts"), ...facts.filter(([, value]) => value).map(([name, value]) =>
    h("div", {}, h("dt", {}, t(`admin.retention.fact.${name}`)), h("dd", {}, value))));
  byId("fixed").hidden = !now.fixed;
  fill(byId("fixed"), t("admin.retention.fixed", { days: now.keep_days }));
  form.hidden = now.fixed;
  // What was typed before the answer came stays.
  if (!typed) days.value = String(now.keep_days);
}

/** @param {Retention} view */
function count(view) {
  const { scans, oldest } = view.forgettable;
  return scans ? t("admin.retention.would", { n: scans, oldest: fullTime(oldest) }) : t("admin.retention.would_none");
}

/** @param {Retention} view */
function lastRun(view) {
  if (!view.ran_at) return t("admin.retention.never");
  return t(view.running ? "admin.retention.running" : "admin.retention.ran", { at: fullTime(view.ran_at), scans: view.scans, files: view.files });
}

/** What the number in the box would mean. */
async function preview() {
  if (!days.validity.valid || days.value === "") return fill(byId("preview"));
  const asked = days.value;
  const view = await call("GET", withQuery("/retention", { days: asked }));
  if (asked === days.value) fill(byId("preview"), t("admin.retention.if_so", { what: count(view) }));
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
days.addEventListener("input", () => {
  typed = true;
  clearTimeout(typing);
  typing = setTimeout(() => void preview().catch(tellProblem), 250);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void submitForm(form, async () => {
    const wanted = Number(days.value);
    const { forgettable } = await call("GET", withQuery("/retention", { days: wanted }));
    const note = t("admin.retention.sure_note", { n: forgettable.scans });
    if (forgettable.scans && !(await sure(t("admin.retention.sure", { n: wanted }), { note, yes: t("admin.common.save") }))) return;
    typed = false;
    draw(await call("PUT", "/retention", { keep_days: wanted }));
    fill(byId("preview"));
    tell("sure", t("admin.common.saved"));
  });
});
void call("GET", "/retention").then(draw).catch(tellProblem);
