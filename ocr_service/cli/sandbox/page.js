// The sandbox's control page: asks for the state each second and tells the sandbox what is pressed.

/** @param {string} id @returns {HTMLElement} */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
let shown = "";

/** @param {RequestInit} [options] @param {string} [path] */
async function call(path = "/state", options = {}) {
  const answer = await fetch(path, options);
  const text = await answer.text();
  if (text !== shown) {
    shown = text;
    show(JSON.parse(text));
  }
}

/** @param {string} body */
function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** @param {{planned: string[], messages: {number: number, id: string, verdict: string, words: string, body: string}[]}} state */
function show(state) {
  find("planned").textContent = state.planned.join(", ") || "–";
  find("messages").replaceChildren(
    ...state.messages.toReversed().map((message) => {
      const entry = document.createElement("li");
      entry.value = message.number;
      const line = document.createElement("span");
      line.className = message.verdict === "verified" ? "verified" : "refused";
      line.textContent = `${message.id} ${message.words}`;
      const body = document.createElement("pre");
      body.textContent = pretty(message.body);
      entry.append(line, body);
      return entry;
    }),
  );
}

find("failures").addEventListener("click", (event) => {
  const button = /** @type {HTMLButtonElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("button"));
  if (!button) return;
  const always = /** @type {HTMLInputElement} */ (find("always")).checked;
  const body = JSON.stringify({ fail: button.value, times: always ? "always" : 1 });
  call("/failures", { method: "POST", body, headers: { "content-type": "application/json" } });
});
find("well").addEventListener("click", () => call("/failures", { method: "DELETE" }));
setInterval(call, 1000);
call();
