// Where a list is fetched from: set, shown with how it goes, fetched at once, ended.

import { Problem, call } from "../static/api.js";
import { tell } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { fullTime } from "../static/format.js";
import { t } from "../static/texts.js";
import { control, run, submitForm, sure } from "../static/dialogs.js";

/** @typedef {import("./masterdata_parts.js").Source} Source */

/** @param {string} name */
export async function startSource(name) {
  const path = `/masterdata/${name}/source`;
  const form = byIdAs("source", HTMLFormElement);
  const auth = control(form, "auth", HTMLSelectElement);
  /** @type {Source | null} */
  let source = null;

  async function load() {
    try {
      source = await call("GET", path);
    } catch (error) {
      // Most lists are not fetched from anywhere.
      if (!(error instanceof Problem) || error.status !== 404) throw error;
      source = null;
    }
    draw();
  }

  function draw() {
    if (!source) return fill(byId("fetching"), h("p", { class: "hint" }, t("admin.masterdata.not_fetched")));
    /** @type {[string, string][]} */
    const facts = [
      ["tried", fullTime(source.tried_at) || t("admin.masterdata.not_tried")],
      ["fetched", fullTime(source.fetched_at) || t("admin.masterdata.never")],
      ["next", fullTime(source.next_at)],
    ];
    fill(byId("fetching"),
      h("dl", { class: "facts" }, ...facts.map(([fact, value]) => h("div", {}, h("dt", {}, t(`admin.masterdata.${fact}`)), h("dd", {}, value)))),
      source.error && h("div", { class: "notice wrong" },
        h("p", {}, source.error.text), h("p", {}, t("admin.masterdata.still_in_force", { n: source.failures })),
        h("ul", { class: "lines" }, ...source.problems.map((one) => h("li", {}, one.text)))),
      h("div", { class: "foot acts" },
        h("button", { type: "button", onclick: run(fetchNow) }, t("admin.masterdata.fetch_now")),
        h("button", { type: "button", onclick: run(end) }, t("admin.masterdata.end_source"))));
  }

  function fillIn() {
    if (!source) return;
    control(form, "url", HTMLInputElement).value = source.url;
    control(form, "minutes", HTMLInputElement).value = String(source.minutes);
    control(form, "format", HTMLSelectElement).value = source.format;
    control(form, "allow_fewer", HTMLInputElement).checked = source.allow_fewer;
    auth.value = source.sign_in.auth ?? "none";
    control(form, "user", HTMLInputElement).value = source.sign_in.user ?? "";
    showAuth();
  }

  /** Only the boxes of the chosen way to sign in. Secrets are never shown: whoever saves enters them again. */
  function showAuth() {
    for (const box of form.querySelectorAll("[data-auth]")) {
      const wanted = box instanceof HTMLElement && box.dataset.auth === auth.value;
      if (box instanceof HTMLElement) box.hidden = !wanted;
      const input = box.querySelector("input");
      if (input) input.required = wanted;
    }
  }

  /** @param {FormData} filled */
  async function save(filled) {
    const way = auth.value;
    const sign_in = way === "basic" ? { auth: way, user: filled.get("user"), password: filled.get("password") }
      : way === "bearer" ? { auth: way, token: filled.get("token") } : {};
    source = await call("PUT", path, {
      url: String(filled.get("url")).trim(), minutes: Number(filled.get("minutes")), format: filled.get("format"),
      // What this page does not ask for stays as it is.
      key: source?.key ?? null, display: source?.display ?? null,
      allow_fewer: filled.has("allow_fewer"), sign_in,
    });
    draw();
    tell("sure", t("admin.masterdata.source_saved"));
  }

  async function fetchNow() {
    source = await call("POST", `${path}/fetch`);
    draw();
    tell("sure", t("admin.masterdata.fetch_asked"));
  }

  async function end() {
    const yes = t("admin.masterdata.end_source");
    if (!(await sure(t("admin.masterdata.end_sure"), { note: t("admin.masterdata.end_note"), yes }))) return;
    await call("DELETE", path);
    form.reset();
    showAuth();
    await load();
  }

  auth.addEventListener("change", showAuth);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submitForm(form, save);
  });
  showAuth();
  await load();
  fillIn();
}
