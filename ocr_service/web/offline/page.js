// There is no line: says how many files wait on this device, and goes on as soon as the service answers again.
// Imports nothing: the browser keeps this file and no other script (see worker.js).

export {};

const EVERY_MILLISECONDS = 4000;

/** How many files the upload page has kept (upload/kept.js) and not handed in. @returns {Promise<number>} */
function countKept() {
  return new Promise((resolve) => {
    const asked = indexedDB.open("not-handed-in");
    // Nobody has handed anything in on this device: leave no empty store behind.
    asked.onupgradeneeded = () => asked.transaction?.abort();
    asked.onerror = () => resolve(0);
    asked.onsuccess = () => {
      const counted = asked.result.transaction("items").objectStore("items").count();
      counted.onsuccess = () => {
        asked.result.close();
        resolve(counted.result);
      };
      counted.onerror = () => resolve(0);
    };
  });
}

async function tryAgain() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

addEventListener("online", () => void tryAgain());
document.getElementById("again")?.addEventListener("click", () => void tryAgain());
setInterval(() => void tryAgain(), EVERY_MILLISECONDS);
const kept = document.getElementById("kept");
const n = await countKept();
if (kept && n) kept.textContent = (kept.dataset.kept ?? "").replace("{n}", String(n));
