// Drops the patrol pages that were put by in this phone. What has not gone up yet stays.

export const CACHE = "patrol-walk:";

// `round`: the reference of one round; without it, all of them.
export async function forget(round = "") {
  if ("caches" in window) {
    const names = (await caches.keys()).filter((name) => (round ? name === CACHE + round : name.startsWith(CACHE)));
    await Promise.all(names.map((name) => caches.delete(name)));
  }
  if (!("serviceWorker" in navigator)) return;
  const workers = await navigator.serviceWorker.getRegistrations();
  const ours = workers.filter((each) => new URL(each.scope).pathname.startsWith(`/patrols/${round}`));
  await Promise.all(ours.map((each) => each.unregister()));
}
