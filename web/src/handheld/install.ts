// Makes the handheld installable, and usable after a reload without network.
// Browsers allow that over TLS and on localhost only.
export async function install(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const link = document.createElement('link')
  link.rel = 'manifest'
  link.href = '/handheld.webmanifest'
  document.head.append(link)
  try {
    await navigator.serviceWorker.register('/sw.js')
    const ready = await navigator.serviceWorker.ready
    const files = performance.getEntriesByType('resource').map((e) => new URL(e.name).pathname).filter((p) => p.startsWith('/assets/'))
    ready.active?.postMessage({ keep: [...new Set(files)] })
  } catch {
    // An untrusted certificate or a private window: everything else works.
  }
}
