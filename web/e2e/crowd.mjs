// How smooth the control room is with so many moving vehicles, measured in
// Chromium without a graphics card, against the mock:
//
//	node e2e/crowd.mjs [--vehicles 500] [--seconds 20] [--screens DIR]
//
// It prints frames a second, script per frame, and how old what is drawn is,
// and fails when the bars of docs/performance.md are missed.
import { join } from 'node:path'
import { launch, open } from './browser.mjs'
import { logIn } from './hand.mjs'
import { startMock } from './mock.mjs'
import { ruler } from './mock-crowd.mjs'

const args = Object.fromEntries(process.argv.slice(2).flatMap((a, i, all) => (a.startsWith('--') ? [[a.slice(2), all[i + 1]]] : [])))
const vehicles = Number(args.vehicles ?? 500)
const seconds = Number(args.seconds ?? 20)
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? NaN

const mock = await startMock(0, vehicles)
const browser = await launch()
let bad = []
try {
  const { page, faults } = await open(browser, { width: 1440, height: 900 })
  await page.goto(`${mock.url}/control`)
  await logIn(page, 'P-01', '1234')
  await page.waitForFunction((n) => window.__aisle?.floor().vehicles.length === n, vehicles)
  await page.waitForTimeout(3000)
  const seen = await page.evaluate(async ({ seconds, began, ruler }) => {
    const ages = []
    const script = []
    let frames = 0
    let drawn = window.__aisle.frames
    const first = drawn
    const end = performance.now() + seconds * 1000
    await new Promise((done) => {
      const look = (now) => {
        frames++
        if (window.__aisle.frames > drawn) {
          drawn = window.__aisle.frames
          script.push(window.__aisle.scriptMS.at(-1))
          const place = (window.__aisle.worldX('AGV-001') - ruler.fromMM) / ruler.mmPerMS
          const lap = (Date.now() - began) % ruler.laps
          if (lap > 2000 && place > 0) ages.push(lap - place) // not where a lap begins
        }
        if (now < end) requestAnimationFrame(look)
        else done()
      }
      requestAnimationFrame(look)
    })
    return { frames: frames / seconds, drawn: (drawn - first) / seconds, ages, script }
  }, { seconds, began: mock.began, ruler })
  if (args.screens) await page.screenshot({ path: join(args.screens, `crowd-${vehicles}.png`) })
  const out = {
    vehicles, frames_per_s: Math.round(seen.frames * 10) / 10, drawn_per_s: Math.round(seen.drawn * 10) / 10,
    script_ms: { median: at(seen.script, 0.5), p95: at(seen.script, 0.95) }, age_ms: { median: Math.round(at(seen.ages, 0.5)), p95: Math.round(at(seen.ages, 0.95)) }, samples: seen.ages.length,
  }
  console.log(JSON.stringify(out))
  if (out.drawn_per_s < 30 && !(out.script_ms.p95 <= 8)) bad.push(`${out.drawn_per_s} frames a second and ${out.script_ms.p95} ms of script: 30 frames or 8 ms are wanted`)
  if (!(out.age_ms.p95 <= 250)) bad.push(`what is drawn is ${out.age_ms.p95} ms old at the 95th percentile, 250 are wanted`)
  bad = bad.concat(faults)
} finally {
  await browser.close()
  mock.close()
}
for (const b of bad) console.error(`MISSED ${b}`)
process.exitCode = bad.length === 0 ? 0 : 1
