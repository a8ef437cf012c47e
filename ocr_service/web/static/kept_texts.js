// Texts that this computer keeps until the server has them. `localStorage` gives them back at once, but its changes reach
// the disk seconds later, and a browser that is killed takes them along; a copy in IndexedDB is there within milliseconds.

const NAME = "kept-texts";
const STORE = "texts";
/** When `localStorage` was changed last: it knows of everything up to then. */
const CLOCK = "kept-texts-at";
const LONGEST = 1000; // milliseconds: a database that does not open holds nobody up longer

/** @typedef {{at: number, text: string | null}} Copy `at`: the time of the change in milliseconds; null: there is no text any more */

/** A browser that keeps nothing there (private windows, a full disk) still has the other place. */
const database = open().catch(() => null);
/** @type {Map<string, Copy>} what is to be written when the writing before it is through; of each text the latest */
const waiting = new Map();
let writing = false;

/** Settled when what a killed browser lost is back in `localStorage`; never rejects. */
export const restored = Promise.race([
  restore().catch(() => {}),
  new Promise((resolve) => {
    setTimeout(resolve, LONGEST);
  }),
]);

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** @param {string} key @returns {string | null} */
export function keptText(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} begin @returns {string[]} the keys that begin so and under which something is kept */
export function keptKeys(begin) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(begin));
  } catch {
    return [];
  }
}

/** @param {string} key @param {string | null} text null forgets it */
export function keepText(key, text) {
  if (keptText(key) === text) return;
  const at = Math.max(Date.now(), clock() + 1);
  try {
    put(key, text);
    localStorage.setItem(CLOCK, String(at));
  } catch {
    // A full or forbidden store must not stop the work; the server still gets every confirmed value.
  }
  copy(key, { at, text });
}

/** @param {string} key @param {string | null} text */
function put(key, text) {
  if (text === null) localStorage.removeItem(key);
  else localStorage.setItem(key, text);
}

function clock() {
  return Number(keptText(CLOCK) ?? 0);
}

/** @param {string} key @param {Copy} latest */
function copy(key, latest) {
  waiting.set(key, latest);
  if (!writing) void write().catch(() => {});
}

async function write() {
  const opened = await database;
  if (!opened || writing) return;
  writing = true;
  try {
    while (waiting.size) {
      const latest = [...waiting];
      waiting.clear();
      await written(opened, latest);
    }
  } finally {
    writing = false;
  }
}

/** @param {IDBDatabase} opened @param {[string, Copy][]} latest @returns {Promise<void>} settled when it lies on the disk */
function written(opened, latest) {
  return new Promise((resolve, reject) => {
    const change = opened.transaction(STORE, "readwrite", { durability: "strict" });
    const texts = change.objectStore(STORE);
    for (const [key, { at, text }] of latest) {
      if (text === null) texts.delete(key);
      else texts.put({ at, text }, key);
    }
    change.oncomplete = () => resolve();
    change.onabort = () => reject(change.error);
  });
}

async function restore() {
  const opened = await database;
  if (!opened) return;
  const copies = await copiesIn(opened);
  // From here on in one go: another page of this browser tells `localStorage` before it has its copy made.
  const known = clock();
  for (const [key, { at, text }] of copies) {
    if (at > known) put(key, text);
    // It was forgotten, and the page was left before that was written.
    else if (keptText(key) === null) copy(key, { at, text: null });
  }
  localStorage.setItem(CLOCK, String(Math.max(known, ...copies.map(([, { at }]) => at))));
}

/** @param {IDBDatabase} opened @returns {Promise<[string, Copy][]>} by key */
function copiesIn(opened) {
  return new Promise((resolve, reject) => {
    const texts = opened.transaction(STORE, "readonly").objectStore(STORE);
    /** @type {[string, Copy][]} */
    const found = [];
    const asked = texts.openCursor();
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (!cursor) return resolve(found);
      found.push([String(cursor.key), cursor.value]);
      cursor.continue();
    };
    asked.onerror = () => reject(asked.error);
  });
}
