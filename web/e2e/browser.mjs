// Chromium as the tests start it: without a sandbox (containers), without its
// own background traffic.
import { chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

export function launch() {
  return chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  })
}

// open makes a page of its own context, and collects what went wrong in it.
export async function open(browser, { width, height, locale = 'en-GB', theme = 'dark', scale = 1, touch = false, state } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, locale, colorScheme: theme, deviceScaleFactor: scale, hasTouch: touch, storageState: state,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const faults = []
  page.on('pageerror', (err) => faults.push(`script error: ${err.message}`))
  page.on('console', (m) => {
    // A refused request is logged as an error too; refusals are tested for.
    if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) faults.push(`console: ${m.text()}`)
  })
  return { context, page, faults }
}
