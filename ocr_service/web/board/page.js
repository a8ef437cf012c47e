// The board: asks for the figures every few seconds, and says plainly when they do not come any more.

import { call, keepLooking, Problem } from "../static/api.js";
import { tellProblem } from "../static/base.js";
import { byId } from "../static/dom.js";
import { fullTime, shortTime } from "../static/format.js";
import { loadForms } from "../static/templates.js";
import { isComposing, isTyping } from "../static/keys.js";
import { t } from "../static/texts.js";
import { openChart } from "./chart.js";
import { drawBoard, drawErrors } from "./draw.js";
import { asSeries, hear, NOTHING_YET } from "./live.js";
import { openWalls } from "./walls.js";
import { focusWarnings, refreshWarnings, startWarnings } from "./warnings.js";

const LOOK_EVERY = 4000;
const HISTORY_EVERY = 60_000;

let live = NOTHING_YET;
let historyAt = 0;
/** @type {ReturnType<typeof openChart> | undefined} */
let drawChart;

async function look() {
  try {
    const board = await call("GET", "/board");
    live = hear(live, { kind: "figures", board, now: Date.now() });
    drawBoard(board);
    await refreshWarnings();
    await lookBack();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    live = hear(live, { kind: "lost", now: Date.now() });
    byId("stale").textContent = t("board.stale", { at: live.at ? shortTime(new Date(live.at).toISOString()) : "–", why: error.message });
  }
  sayHowLive();
  return true;
}

async function lookBack() {
  if (Date.now() - historyAt < HISTORY_EVERY) return;
  const series = asSeries(await call("GET", "/board/history"));
  historyAt = Date.now();
  drawChart ??= openChart(byId("chart"), byId("legend"), [t("board.unread"), t("board.to_review"), t("board.unsent")]);
  drawChart(series);
  drawErrors(await call("GET", "/board/errors"));
}

function sayHowLive() {
  const lost = live.lostAt !== null;
  byId("stale").hidden = !lost;
  byId("live").className = lost ? "state wrong" : "state sure";
  byId("live").textContent = lost ? t("board.lost") : t("board.live", { at: fullTime(live.board.at) });
  document.body.classList.toggle("is-stale", lost);
}

async function start() {
  await loadForms().catch(tellProblem);
  keepLooking(look, { soonest: LOOK_EVERY, latest: LOOK_EVERY });
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "q") location.assign("/quality");
  if (event.key === "w") focusWarnings();
});
byId("show-walls").addEventListener("click", () => void openWalls().catch(tellProblem));
startWarnings();
void start();
