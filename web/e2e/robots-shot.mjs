import { launch, open } from './browser.mjs'
import { logIn } from './hand.mjs'
const [url, out, theme, pick] = process.argv.slice(2)
const b = await launch()
const { page, faults } = await open(b, { width: 1440, height: 900, theme })
await page.goto(`${url}/control`)
await logIn(page, 'B-admin', '9004')
await page.waitForSelector('[data-stream=open]')
await page.waitForFunction(() => window.__aisle?.floor().vehicles.length > 0)
await page.waitForTimeout(4000)
await page.screenshot({ path: out })
if (pick) {
  await page.click(`[data-vehicle="${pick}"]`)
  await page.waitForTimeout(500)
  for (let i = 0; i < 4; i++) { await page.mouse.move(700, 480); await page.mouse.wheel(0, -400); await page.waitForTimeout(200) }
  await page.waitForTimeout(600)
  await page.screenshot({ path: out.replace('.png', '-zoom.png') })
}
console.log(faults)
await b.close()
