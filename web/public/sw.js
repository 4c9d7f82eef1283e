// Keeps the handheld usable after a reload without network: its page and the
// files it loaded. Data never comes from here: /v1 goes to the network.
const cacheName = 'aisle-1'

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.add('/handheld')).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name)
    await self.clients.claim()
  })())
})

// The page says which files it loaded before this worker was there.
self.addEventListener('message', (event) => {
  const files = (event.data?.keep ?? []).filter((f) => typeof f === 'string' && f.startsWith('/assets/'))
  event.waitUntil(caches.open(cacheName).then(async (cache) => {
    for (const f of files) if (!(await cache.match(f))) await cache.add(f).catch(() => {})
    for (const old of await cache.keys()) {
      const path = new URL(old.url).pathname
      if (path.startsWith('/assets/') && !files.includes(path)) await cache.delete(old)
    }
  }))
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/v1/')) return
  if (url.pathname.startsWith('/assets/')) {
    event.respondWith(caches.match(event.request).then((hit) => hit ?? fetch(event.request)))
    return
  }
  if (event.request.mode === 'navigate' && url.pathname.startsWith('/handheld')) {
    event.respondWith(fetch(event.request).then(async (answer) => {
      if (answer.ok) await (await caches.open(cacheName)).put('/handheld', answer.clone())
      return answer
    }).catch(async () => (await caches.match('/handheld')) ?? Response.error()))
  }
})
