// The worker of the door page: answers for it without asking anybody, so that a door goes on where there is no network.
// GIVEN (page, its headers, files by path) stands before this. No skipWaiting: nobody's page changes during an evening.
const OPENED = "kennisstad-door";

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = url.pathname === "/d/";
  if (request.mode === "navigate") {
    if (isPage || /^\/d\/[A-Za-z0-9]{8,12}\/?$/.test(url.pathname)) event.respondWith(open(request, isPage));
  } else if (isPage && request.headers.has("X-Door-Trial")) {
    event.respondWith(page());
  } else if (GIVEN.files[url.pathname]) {
    const [type, text] = GIVEN.files[url.pathname];
    event.respondWith(new Response(text, { headers: { "Content-Type": type, "X-Door-Worker": "1" } }));
  }
});

function page() {
  return new Response(GIVEN.page, { headers: { ...GIVEN.headers, "X-Door-Worker": "1" } });
}

// A code opened by who has no door on this phone is a visitor's own: the site shows it.
async function open(request, isPage) {
  if (isPage || (await hasDoor())) return page();
  try {
    return await fetch(request);
  } catch {
    return page();
  }
}

function hasDoor() {
  return new Promise((resolve) => {
    const asked = indexedDB.open(OPENED);
    asked.onerror = () => resolve(false);
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is none, and none is made here
    asked.onsuccess = () => {
      const base = asked.result;
      const found = base.transaction("settings").objectStore("settings").get("door");
      found.onsuccess = () => { base.close(); resolve(Boolean(found.result)); };
      found.onerror = () => { base.close(); resolve(false); };
    };
  });
}
