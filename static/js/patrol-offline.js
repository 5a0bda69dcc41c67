// The page of one round, put by in the phone with its scripts and styles, so that it opens without a
// network. One cache and one service worker for each round; both go when it is closed, and at sign-out.

import { CACHE, forget } from "./patrol-forget.js";

const WORKER = "/patrols/worker.js";
// By it the service worker leaves a question to the office (patrol-worker.js).
const BY_SCRIPT = { "X-Sent-By": "script" };

// What this page was made of: its scripts, with what they import, and its styles.
function parts() {
  const addresses = performance.getEntriesByType("resource").map((each) => each.name);
  const ours = addresses.filter((address) => /\.(js|css)$/.test(new URL(address).pathname));
  return Array.from(new Set(ours));
}

async function keep(round, page) {
  const scope = window.location.pathname;
  await navigator.serviceWorker.register(WORKER, { scope });
  const cache = await caches.open(CACHE + round);
  await cache.addAll(parts().map((part) => new Request(part, { cache: "no-cache", headers: BY_SCRIPT })));
  await cache.put(scope, page);
}

// Whether a round takes no more findings, or is not his to walk any more. Throws where it is not the office
// that answers, or somebody who has to sign in first asks it.
function isOver(answer) {
  const told = answer.headers.get("X-Patrol");
  if (told) return told === "over";
  if ([403, 404].includes(answer.status)) return true;
  throw new Error("no answer");
}

function ask(address, method) {
  return fetch(address, { method, headers: BY_SCRIPT });
}

// Puts the page by, as it is in the office now; rounds that are over go from the phone. Returns whether the
// page opens without a network.
export async function putBy(round) {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return false;
  try {
    const page = await ask(window.location.pathname, "GET");
    if (isOver(page)) await forget(round);
    else await keep(round, page);
    const names = (await caches.keys()).filter((name) => name.startsWith(CACHE) && name !== CACHE + round);
    for (const other of names.map((name) => name.slice(CACHE.length))) {
      if (isOver(await ask(`/patrols/${other}/walk/`, "HEAD"))) await forget(other);
    }
  } catch (error) {
    // No network, or no room: what was put by before is still there.
  }
  return caches.has(CACHE + round);
}
