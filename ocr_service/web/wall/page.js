// Big figures for the hall. The token stands behind # in the link: it reaches the server in a header, never in a log.

import { API } from "../static/api.js";
import { byId } from "../static/dom.js";
import { duration } from "../static/durations.js";
import { fullTime, percent, shortTime } from "../static/format.js";
import { LANGUAGE, t } from "../static/texts.js";

const LOOK_EVERY = 5000;
const whole = new Intl.NumberFormat(LANGUAGE === "en" ? "en-GB" : LANGUAGE, { maximumFractionDigits: 0 });
let token = location.hash.slice(1);
let seenAt = "";

/** @param {string} id @param {string} text @param {string} [mark] */
function put(id, text, mark = "") {
  const place = byId(id).querySelector("dd");
  if (place) {
    place.textContent = text;
    place.className = mark;
  }
}

/** @param {any} wall */
function draw(wall) {
  for (const stage of wall.stages) {
    const place = byId(`stage-${stage.stage}`);
    const oldest = stage.oldest === null ? null : Math.max(0, (Date.parse(wall.at) - Date.parse(stage.oldest)) / 1000);
    const [figure, , age] = place.children;
    if (figure) figure.textContent = whole.format(stage.waiting);
    if (age) age.textContent = oldest === null ? "\u00a0" : t("wall.oldest", { age: duration(oldest) });
  }
  put("accepted", whole.format(wall.accepted));
  put("alone", wall.accepted ? percent(wall.accepted_alone / wall.accepted) : "–");
  put("median", duration(wall.median_seconds));
  put("pages", whole.format(wall.pages_per_hour));
  put("people", whole.format(wall.people));
  put("workers", whole.format(wall.workers), wall.workers ? "" : "wrong");
  put("late", whole.format(wall.late), wall.late ? "wrong" : "");
  put("warnings", whole.format(wall.warnings), wall.warnings ? "look" : "");
  seenAt = wall.at;
  byId("live").textContent = t("wall.live", { at: fullTime(wall.at) });
  say("");
}

/** @param {string} message says what is wrong; the figures beside it are pale then */
function say(message) {
  byId("message").hidden = message === "";
  byId("message").textContent = message;
  document.body.classList.toggle("is-stale", message !== "");
}

/** A link that opens nothing must not leave old figures on the wall. */
function refuse() {
  document.querySelectorAll("dd, .huge, .oldest").forEach((figure) => {
    figure.textContent = figure.className === "oldest" ? "\u00a0" : "–";
  });
  say(t("wall.no_link"));
}

async function look() {
  try {
    const answer = await fetch(`${API}/wall`, { headers: { "X-Wall-Token": token, "Accept-Language": LANGUAGE } });
    if (answer.status === 404 || answer.status === 422) refuse();
    else if (answer.ok) draw(await answer.json());
    else throw new TypeError(String(answer.status));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(t("wall.lost", { at: seenAt ? shortTime(seenAt) : "–" }));
  }
  setTimeout(look, LOOK_EVERY);
}

addEventListener("hashchange", () => {
  token = location.hash.slice(1);
});
void look();
