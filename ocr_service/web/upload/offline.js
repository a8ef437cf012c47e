// Opened without a network the service says that the files are kept, instead of the browser's own error.

/** Only over https (or on this machine); elsewhere, and in a private window, browsers keep no page. */
export function keepOfflinePage() {
  if (!("serviceWorker" in navigator)) return;
  const worker = new URL("../offline/worker.js", import.meta.url);
  worker.searchParams.set("language", document.documentElement.lang);
  navigator.serviceWorker.register(worker, { scope: "/" }).catch(() => undefined);
}
