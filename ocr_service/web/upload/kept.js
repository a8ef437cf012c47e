// Files that are not handed in yet outlive a reload, a closed page and a lost session: the browser keeps them (IndexedDB).

/** @typedef {import("./steps.js").Item} Item */

const NAME = "not-handed-in";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("items", { keyPath: "id" });
      asked.result.createObjectStore("files");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** A browser that keeps nothing (private windows, a full disk) is no reason not to send. */
export class Keeper {
  constructor() {
    this.database = open().catch(() => null);
  }

  /**
   * @param {"items" | "files"} store
   * @param {(store: IDBObjectStore) => IDBRequest} act
   * @returns {Promise<any>} undefined where nothing can be kept
   */
  async #do(store, act) {
    const database = await this.database;
    if (!database) return undefined;
    try {
      const asked = act(database.transaction(store, "readwrite").objectStore(store));
      return await new Promise((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
    } catch {
      return undefined;
    }
  }

  /** @param {Item} item @param {Blob} file @returns {Promise<boolean>} whether it would be there after a reload */
  async add(item, file) {
    const kept = await this.#do("files", (store) => store.put(file, item.id));
    return kept !== undefined && (await this.#do("items", (store) => store.put(item))) !== undefined;
  }

  /** @param {Item} item */
  async update(item) {
    await this.#do("items", (store) => store.put(item));
  }

  /** @param {string} id */
  async forget(id) {
    await this.#do("items", (store) => store.delete(id));
    await this.#do("files", (store) => store.delete(id));
  }

  /** What this person has not handed in yet, with the files. @param {string} owner @returns {Promise<[Item, Blob][]>} */
  async load(owner) {
    /** @type {Item[]} */
    const items = (await this.#do("items", (store) => store.getAll())) ?? [];
    /** @type {[Item, Blob][]} */
    const found = [];
    for (const item of items.filter((one) => one.owner === owner)) {
      const file = await this.#do("files", (store) => store.get(item.id));
      if (file) found.push([item, file]);
      else await this.forget(item.id);
    }
    return found.sort(([one], [other]) => one.place - other.place);
  }
}
