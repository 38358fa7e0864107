// The door's service worker: the page without people when there is no network, and what waits
// sent as soon as there is. It keeps no answer that names a person.
"use strict";

const { shell, door, files, events, version } = self.doorSettings;
const CACHE = `door:${door}:${version}`;
const PATIENCE = 4000;
const store = new self.DoorStore(door);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([shell, ...files])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropFormer().then(() => self.clients.claim()));
});

async function dropFormer() {
  for (const name of await caches.keys()) {
    if (name.startsWith(`door:${door}:`) && name !== CACHE) await caches.delete(name);
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === door) event.respondWith(pageOrShell(event.request));
  else if (files.includes(address.pathname)) event.respondWith(kept(event.request));
});

// A network that does not answer in time is treated as none: somebody stands at the door.
async function pageOrShell(request) {
  const late = new Promise((resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return (await caches.match(shell, { cacheName: CACHE })) || Response.error();
  }
}

async function kept(request) {
  return (await caches.match(request, { cacheName: CACHE, ignoreSearch: true })) || fetch(request);
}

self.addEventListener("sync", (event) => {
  if (event.tag === "door") event.waitUntil(sendWaiting());
});

async function sendWaiting() {
  await store.wipeOld();
  if (!(await store.queue()).length) return;
  await store.send(events, await store.get("csrf"));
  for (const client of await self.clients.matchAll()) client.postMessage("sent");
}
