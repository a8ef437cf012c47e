// The first steps: put away, or brought back. What is done is drawn by the server.

import { call } from "../static/api.js";
import { fullTime } from "../static/format.js";
import { run } from "../static/dialogs.js";

for (const time of document.querySelectorAll("time")) time.textContent = fullTime(time.dateTime);
const remind = document.getElementById("remind");
remind?.addEventListener("click", run(async () => {
  const away = remind.dataset.away === "true";
  await call("PUT", "/first-steps", { put_away: away });
  location.assign(away ? "/admin" : "/admin/start");
}));
