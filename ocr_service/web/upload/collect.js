// Files from wherever people have them: chosen, dropped (folders too), pasted.

/** Files that systems leave in folders; nobody means to hand them in. @param {File} file */
function isLitter(file) {
  return file.name.startsWith(".") || file.name === "Thumbs.db" || file.name === "desktop.ini";
}

/** @param {FileList | File[] | null | undefined} files @returns {File[]} in the order of their names */
export function chosen(files) {
  return [...(files ?? [])].filter((file) => !isLitter(file)).sort(byPath);
}

/** @param {File} one @param {File} other */
function byPath(one, other) {
  return (one.webkitRelativePath || one.name).localeCompare(other.webkitRelativePath || other.name, undefined, {
    numeric: true,
  });
}

/**
 * What was dropped, with everything inside dropped folders.
 * @param {DataTransfer} dropped
 * @returns {Promise<File[]>}
 */
export async function fromDrop(dropped) {
  // The list is emptied as soon as the event is over: take the entries before waiting for anything.
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry !== null);
  const present = entries.filter((entry) => entry !== undefined);
  if (!present.length) return chosen(dropped.files);
  return chosen((await Promise.all(present.map(filesOf))).flat());
}

/** @param {FileSystemEntry} entry @returns {Promise<File[]>} */
async function filesOf(entry) {
  // Chromium does not give these classes a name to ask for with `instanceof`.
  if (entry.isFile) {
    const one = /** @type {FileSystemFileEntry} */ (entry);
    return [await new Promise((resolve, reject) => one.file(resolve, reject))];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {File[]} */
  const files = [];
  // A reader hands out a hundred entries at a time, and none when it is through.
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return files;
    files.push(...(await Promise.all(some.map(filesOf))).flat());
  }
}
