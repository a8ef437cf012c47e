// Shows the page kept for it where a page cannot be fetched. Nothing is kept but that page with its style and script,
// least of all answers and pictures; whatever is no page goes past this. Its address changes with the assets and with the language: then the page is
// fetched anew.

/** @typedef {Event & {waitUntil: (work: Promise<unknown>) => void}} Lasting */
/** @typedef {Event & {request: Request, respondWith: (answer: Promise<Response>) => void}} Asked */

const PAGE = `/offline${location.search}`;
const ITS_FILES = ["page.css", "page.js", "../static/base.css"].map((name) => new URL(name, location.href).href);
const KEPT_AS = `offline ${location.href}`;

async function keep() {
  const page = await fetch(PAGE, { cache: "reload", credentials: "omit" });
  if (!page.ok) throw new Error(`the page for no line could not be fetched: ${page.status}`);
  const kept = await caches.open(KEPT_AS);
  await kept.put(PAGE, page);
  await kept.addAll(ITS_FILES);
  await /** @type {any} */ (self).skipWaiting();
}

async function forgetOlder() {
  const names = (await caches.keys()).filter((name) => name.startsWith("offline ") && name !== KEPT_AS);
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** @param {Request} request */
async function takeKept(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** @param {Request} request */
async function fetchOrSay(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

addEventListener("install", (event) => /** @type {Lasting} */ (event).waitUntil(keep()));
addEventListener("activate", (event) => /** @type {Lasting} */ (event).waitUntil(forgetOlder()));
addEventListener("fetch", (event) => {
  const asked = /** @type {Asked} */ (event);
  if (asked.request.mode === "navigate" && asked.request.method === "GET") asked.respondWith(fetchOrSay(asked.request));
  else if (ITS_FILES.includes(asked.request.url)) asked.respondWith(takeKept(asked.request));
});
