// Before a form goes into use: what is wrong, how kept scans are read, which differences the author accepts.

import { call, Problem } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId, byIdAs, fill, h } from "../static/dom.js";
import { t } from "../static/texts.js";
import { doubtfulKeys } from "./doubts.js";
import { wrongList } from "./rows.js";

/** @typedef {import("./mending.js").Mending} Mending */
/** @typedef {import("./saving.js").Saver} Saver */
/** @typedef {import("./trial.js").Trial} Trial */

const MOST_TOLD = 8;

/** @param {Saver} saver @param {Trial} trial @param {string} path @param {(problem: Mending) => void} goTo @param {(sample: import("./trial.js").Sample) => void} see */
export async function showPublishing(saver, trial, path, goTo, see) {
  const dialog = byIdAs("publishing", HTMLDialogElement);
  await trial.load();
  /** @type {number | null} */
  let insteadOf = null;
  /** @type {Set<string>} */
  const accepted = new Set();
  let overtaken = "";
  const publishNow = byIdAs("publish-now", HTMLButtonElement);
  const testNow = byIdAs("test-now", HTMLButtonElement);

  function draw() {
    const { problems } = saver.draft;
    const wrong = problems.length;
    const { untested, differing } = trial;
    const open = differing.filter((one) => !accepted.has(one.id));
    const filled = (saver.draft.content.pages ?? []).flatMap((/** @type {any} */ page, /** @type {number} */ index) => (page?.shows === "filled" ? [index + 1] : []));
    const unseen = doubtfulKeys({ content: saver.draft.content, doubts: saver.draft.doubtful }).size;
    const kept = trial.samples.filter((one) => one.expected).length;
    fill(byId("publishing-says"),
      h("p", { class: wrong ? "notice wrong" : "notice sure" }, wrong ? t("designer.publish_wrong", { n: wrong }) : t("designer.publish_checked")),
      wrong > 0 && wrongList(problems.slice(0, MOST_TOLD), (problem) => { dialog.close(); goTo(problem); }),
      overtaken !== "" && h("label", { class: "notice look" }, h("span", {}, overtaken), " ", checkbox((on) => { insteadOf = on ? insteadOfSeen : null; draw(); }, insteadOf !== null), t("designer.replace_it")),
      unseen > 0 && h("p", { class: "notice look" }, t("designer.publish_doubts", { n: unseen })),
      filled.length > 0 && h("p", { class: "notice look" }, t("designer.publish_filled", { pages: filled.join(t("pages.list_separator")) })),
      kept === 0 && h("p", { class: "notice look" }, t("designer.publish_untried")),
      untested.length > 0 && h("p", { class: "notice look" }, t("designer.publish_untested", { n: untested.length })),
      kept > 0 && untested.length === 0 && differing.length === 0 && h("p", { class: "notice sure" }, t("designer.publish_right", { n: kept })),
      untested.length === 0 && open.length > 0 && h("p", {}, t("designer.publish_blocked")),
      ...(untested.length ? [] : differing.map((one) => h("div", { class: "notice wrong" },
        h("p", {}, t("designer.publish_differs", { name: one.file_name, n: one.differences.length }), " ",
          h("button", { type: "button", onclick: () => { dialog.close(); see(one); } }, t("designer.see_differences"))),
        h("ul", {}, ...one.differences.slice(0, 8).map((each) => h("li", {}, t("designer.difference", {
          name: trial.desk.label(each.path), kept: say(each.expected), read: say(each.read),
        })))),
        h("label", {}, checkbox((on) => { if (on) accepted.add(one.id); else accepted.delete(one.id); draw(); }, accepted.has(one.id)), " ", t("designer.accept_differences"))))));
    testNow.hidden = untested.length === 0;
    testNow.disabled = trial.busy !== "";
    publishNow.disabled = wrong > 0 || untested.length > 0 || open.length > 0 || (overtaken !== "" && insteadOf === null);
  }
  let insteadOfSeen = 0;

  testNow.onclick = () => void trial.readAll().then(draw).catch(tellProblem);
  publishNow.onclick = () => void publish().catch(tellProblem);
  async function publish() {
    try {
      const made = await call("POST", `${path}/publish`, { revision: saver.draft.revision, instead_of: insteadOf, accepted: [...accepted] });
      saver.stopped = true;
      location.assign(`/forms/${encodeURIComponent(made.name)}`);
    } catch (error) {
      if (error instanceof Problem && error.code === "draft_overtaken") {
        overtaken = error.message;
        insteadOfSeen = Number(/** @type {any} */ (error.details).params?.version);
        draw();
        return;
      }
      if (error instanceof Problem && ["draft_untested", "draft_differs"].includes(error.code)) {
        await trial.load();
        draw();
      }
      throw error;
    }
  }
  draw();
  dialog.showModal();
}

/** @param {(on: boolean) => void} act @param {boolean} checked */
function checkbox(act, checked) {
  const box = h("input", { type: "checkbox", checked });
  box.addEventListener("change", () => act(box.checked));
  return box;
}

/** @param {any} value */
function say(value) {
  return value === null || value === undefined || value === "" ? t("pages.blank") : String(value);
}
