// How long a handheld takes until its log-in can be used, and how many bytes
// it fetches for it, on a CPU slowed down four times, nothing cached:
//
//	node first-load.mjs --url URL [--times 5]
import { launch, open } from './browser.mjs'

const args = Object.fromEntries(process.argv.slice(2).flatMap((a, i, all) => (a.startsWith('--') ? [[a.slice(2), all[i + 1]]] : [])))
const browser = await launch()
const times = []
let bytes = 0
for (let n = 0; n < Number(args.times ?? 5); n++) {
  const { context, page } = await open(browser, { width: 360, height: 640, theme: 'light' })
  const cdp = await context.newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await cdp.send('Network.enable')
  bytes = 0
  cdp.on('Network.loadingFinished', (e) => (bytes += e.encodedDataLength))
  await page.goto(`${args.url}/handheld`, { waitUntil: 'commit' })
  // Interactive: the badge's field has the focus and takes what is typed.
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'badge')
  times.push(Math.round(await page.evaluate(() => performance.now())))
  await page.waitForLoadState('networkidle')
  await context.close()
}
await browser.close()
times.sort((a, b) => a - b)
console.log(JSON.stringify({ interactive_ms: times, median_ms: times[Math.floor(times.length / 2)], bytes }))
