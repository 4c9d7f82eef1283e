// The faces against the mock: run.mjs, and what only a mock can do (a slow
// server, answers that get lost), and axe-core on each page.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { launch, open } from './browser.mjs'
import { startMock } from './mock.mjs'

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const screens = process.argv[2]
const mock = await startMock(0)
let failed = 0
let checks = 0

function check(good, what) {
  checks++
  if (!good) failed++
  console.log(`${good ? 'ok' : 'FAILED'} ${what}`)
}

async function runMain() {
  const args = [fileURLToPath(new URL('run.mjs', import.meta.url)), '--url', mock.url, '--badge', 'P-01', '--pin', '1234', ...(screens ? ['--screens', screens] : [])]
  const code = await new Promise((resolve) => spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', resolve))
  check(code === 0, 'run.mjs')
}

async function handheld(browser, settings = {}) {
  const opened = await open(browser, { width: 360, height: 640, ...settings })
  await opened.page.goto(`${mock.url}/handheld`)
  await logIn(opened.page)
  await opened.page.waitForSelector('[data-task-id]')
  return opened
}
async function logIn(page) {
  await page.waitForSelector('input[name=badge]')
  await page.keyboard.type('P-01')
  await page.keyboard.press('Enter')
  await page.keyboard.type('1234')
  await page.keyboard.press('Enter')
}
const mood = (m) => fetch(`${mock.url}/mock`, { method: 'POST', body: JSON.stringify(m) }).then((r) => r.json())

// A burst of scans, 20 ms apart, while the server takes 300 ms for each: every
// one reaches it, in order. Answers are lost on the way too.
async function burst(browser) {
  const { context, page } = await handheld(browser)
  await page.locator('[data-task-kind=pick]').last().click()
  await page.waitForSelector('[data-view=step]')
  const sent = []
  const keys = new Map()
  page.on('request', (r) => {
    if (!r.url().includes('/confirm')) return
    const key = r.headers()['idempotency-key']
    const [scan] = r.postDataJSON().scans
    if (keys.has(key)) return check(keys.get(key) === scan, `a repeat has the same key and scan (${scan})`)
    keys.set(key, scan)
    sent.push(scan)
  })
  await mood({ delay_ms: 60, drop: 2 })
  const scans = Array.from({ length: 30 }, (_, i) => `BURST-${String(i).padStart(2, '0')}`)
  for (const scan of scans) {
    await page.evaluate((text) => {
      const field = document.querySelector('[data-scan]')
      for (const key of text) {
        field.value += key
      }
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    }, scan)
    await page.waitForTimeout(20)
  }
  for (let i = 0; i < 200 && sent.length < 30; i++) await page.waitForTimeout(100)
  check(JSON.stringify(sent) === JSON.stringify(scans), `a burst of 30 scans while the server is slow and answers get lost: ${sent.length} arrived in order`)
  await mood({ delay_ms: 0, drop: 0 })
  await context.close()
}

// The scanner's characters find their field even when a button has the focus.
async function focus(browser) {
  const { context, page } = await handheld(browser)
  await page.locator('[data-task-kind=pick]').last().click()
  await page.waitForSelector('[data-view=step]')
  await page.focus('[data-report]')
  await page.keyboard.type('NOWHERE-1')
  await page.keyboard.press('Enter')
  const words = await page.locator('[data-flash=wrong]').innerText()
  check(words.includes('NOWHERE-1'), 'a scan with the focus on a button is not lost')
  await page.click('h1')
  await page.keyboard.type('NOWHERE-2')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('[data-flash=wrong]')?.innerText.includes('NOWHERE-2'))
  check(true, 'a scan after a touch on the background is not lost')
  await page.click('[data-report]')
  await page.click('[data-code=short]')
  if (screens) await page.screenshot({ path: `${screens}/handheld-report.png` })
  await page.click('[data-send]')
  await page.waitForSelector('[data-view=done]')
  const { exceptions } = await mood({})
  check(exceptions.at(-1)?.code === 'short' && exceptions.at(-1)?.qty === 0, 'a problem is reported with its code and quantity')
  await context.close()
}

async function axe(page, where) {
  await page.evaluate(axeSource)
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }))
  const bad = result.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
  const words = bad.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`).join('; ')
  check(bad.length === 0, `axe: ${where}${words ? ` — ${words}` : ''}`)
}

const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

async function looks(browser) {
  for (const theme of ['light', 'dark']) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const tag = `${theme}-${locale.slice(0, 2)}`
      const control = await open(browser, { width: 1440, height: 900, theme, locale })
      // axe is put into the page by the test; the policy is for the product.
      await control.page.goto(`${mock.url}/control`)
      await axe(control.page, `control log-in ${tag}`)
      await logIn(control.page)
      await control.page.waitForFunction(() => window.__aisle?.floor().vehicles.length > 0)
      await control.page.waitForTimeout(screens ? 16_000 : 1500)
      if (screens) await control.page.screenshot({ path: `${screens}/control-${tag}.png` })
      await control.page.click('[data-vehicle="AGV-03"]')
      await axe(control.page, `control ${tag}`)
      check(!(await overflows(control.page)), `control ${tag}: nothing overflows`)
      check(control.faults.length === 0, `control ${tag}: no fault in the console ${control.faults}`)
      await control.context.close()

      const hand = await open(browser, { width: 320, height: 640, theme, locale })
      await hand.page.goto(`${mock.url}/handheld`)
      await axe(hand.page, `handheld log-in ${tag}`)
      await logIn(hand.page)
      await hand.page.waitForSelector('[data-task-id]')
      await axe(hand.page, `handheld list ${tag}`)
      check(!(await overflows(hand.page)), `handheld list ${tag}: nothing overflows at 320 px`)
      await hand.page.setViewportSize({ width: 360, height: 640 })
      if (screens) await hand.page.screenshot({ path: `${screens}/handheld-list-${tag}.png` })
      await hand.page.locator('[data-task-kind=pick]').last().click()
      await hand.page.waitForSelector('[data-view=step]')
      await hand.page.keyboard.type('9999')
      await hand.page.keyboard.press('Enter')
      await hand.page.waitForSelector('[data-flash=wrong]')
      await axe(hand.page, `handheld step ${tag}`)
      check(!(await overflows(hand.page)), `handheld step ${tag}: nothing overflows`)
      if (screens) await hand.page.screenshot({ path: `${screens}/handheld-wrong-${tag}.png` })
      check(hand.faults.length === 0, `handheld ${tag}: no fault in the console ${hand.faults}`)
      await hand.context.close()
    }
  }
}

const browser = await launch()
try {
  await runMain()
  await burst(browser)
  await looks(browser)
  await focus(browser)
} catch (err) {
  failed++
  console.error(`FAILED ${err.stack}`)
} finally {
  await browser.close()
  mock.close()
}
console.log(failed === 0 ? `all ${checks} checks passed` : `${failed} of ${checks} checks failed`)
process.exitCode = failed === 0 ? 0 : 1
