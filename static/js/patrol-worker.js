// The service worker of the patrol pages: what patrol-offline.js has put by is shown when the network does
// not answer. It puts nothing by itself, and sees nothing but the pages it was registered for.

const PATIENCE_MS = 4000;

// The answer of the network, or what was put by when that fails or takes too long.
async function fresh(request) {
  const asked = fetch(request);
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
  const answer = await Promise.race([asked.catch(() => undefined), late]);
  return answer || (await caches.match(request, { ignoreVary: true })) || asked;
}

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { method, headers } = event.request;
  // What a script of ours asks itself, it asks the office: how things are now.
  if (method !== "GET" || headers.get("X-Sent-By")) return;
  event.respondWith(fresh(event.request));
});
