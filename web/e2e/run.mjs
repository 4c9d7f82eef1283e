// Drives the two faces in Chromium against a running Aisle (or the mock):
//
//   node run.mjs --url URL --badge B --pin P [--control-badge B --control-pin P]
//                [--warehouse ID] [--screens DIR] [--ship-timeout SECONDS]
//
// It watches vehicles move on the map, takes a pick from the list, scans a
// wrong barcode and reads the refusal, scans the right ones until the work is
// done, and waits for the order to be shipped. Prints what it saw; exit
// status 1 if something was not so. The control log-in is for a person who
// may see the whole site; without it the same person is used.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { launch, open } from './browser.mjs'

const options = readOptions(process.argv.slice(2))
const shipTimeoutMS = Number(options['ship-timeout'] ?? 300) * 1000
const pickTimeoutMS = 180_000
const mostScans = 400
let stepsDone = 0

function readOptions(argv) {
  const out = {}
  for (let i = 0; i < argv.length; i += 2) {
    if (!argv[i].startsWith('--') || argv[i + 1] === undefined) stop(`"${argv[i]}": options come as --name value`)
    out[argv[i].slice(2)] = argv[i + 1]
  }
  for (const name of ['url', 'badge', 'pin']) if (!out[name]) stop(`--${name} is missing`)
  return out
}
function stop(why) {
  console.error(`e2e: ${why}`)
  process.exit(2)
}
function saw(what) {
  console.log(`ok ${++stepsDone} ${what}`)
}
function must(condition, what) {
  if (!condition) throw new Error(what)
}

async function shoot(page, name) {
  if (!options.screens) return
  await mkdir(options.screens, { recursive: true })
  await page.screenshot({ path: join(options.screens, `${name}.png`) })
}

async function logIn(page, badge, pin) {
  await page.waitForSelector('input[name=badge]')
  // As a badge scanner does: characters and Enter; then the PIN.
  await page.keyboard.type(badge)
  await page.keyboard.press('Enter')
  await page.keyboard.type(pin)
  await page.keyboard.press('Enter')
}

async function seeControl(browser) {
  const { context, page, faults } = await open(browser, { width: 1440, height: 900 })
  await page.goto(`${options.url}/control`)
  await logIn(page, options['control-badge'] ?? options.badge, options['control-pin'] ?? options.pin)
  await page.waitForSelector('[data-stream=open]')
  saw('control: logged in, the stream is open')
  if (options.warehouse) await page.click(`[data-warehouse="${options.warehouse}"]`)
  await page.waitForFunction(() => (window.__aisle?.floor().vehicles.length ?? 0) > 0, null, { timeout: 60_000 })
  const before = await page.evaluate(() => window.__aisle.floor())
  await page.waitForFunction((old) => {
    const at = new Map(old.vehicles.map((v) => [v.id, v]))
    return window.__aisle.floor().vehicles.some((v) => Math.hypot(v.x - at.get(v.id)?.x, v.y - at.get(v.id)?.y) > 8)
  }, before, { timeout: 60_000 })
  saw(`control: ${before.vehicles.length} vehicles on the map, and they move`)
  const orders = await page.$$eval('[data-stage]', (list) => list.reduce((n, e) => n + Number(e.dataset.count), 0))
  must(orders > 0, 'the order strip counts no order')
  saw(`control: ${orders} orders in their stages`)
  const id = before.vehicles[0].id
  await page.click(`[data-vehicle="${id}"]`)
  await page.waitForSelector('[data-card] meter')
  saw(`control: ${id} shows its battery, load and what it waits for`)
  await page.waitForTimeout(1500)
  await shoot(page, 'control')
  must(faults.length === 0, `control page: ${faults.join('; ')}`)
  await context.close()
}

// takePick takes one of the picks on the list, from whoever has not begun it.
// Others work on the same list, so it may take several tries.
async function takePick(page) {
  await page.click('[data-kind=pick]')
  const until = Date.now() + pickTimeoutMS
  for (let attempt = 0; Date.now() < until; attempt++) {
    const rows = page.locator('[data-task-kind=pick]')
    const count = await rows.count()
    if (count === 0) {
      await page.waitForTimeout(200)
      continue
    }
    await rows.nth(attempt % count).click({ timeout: 2000 }).catch(() => {})
    const taken = await page.waitForSelector('[data-view=step]', { timeout: 3000 }).catch(() => null)
    if (taken) return page.getAttribute('.device', 'data-task')
  }
  throw new Error(`no pick could be taken within ${pickTimeoutMS / 1000} s`)
}

async function workOn(page) {
  const orders = new Set()
  for (let scans = 0; scans < mostScans; scans++) {
    const device = page.locator('.device')
    if ((await device.getAttribute('data-view')) === 'done') return { orders, scans }
    const task = await device.getAttribute('data-task')
    const answer = await page.request.get(`${options.url}/v1/tasks/${encodeURIComponent(task)}`)
    must(answer.ok(), `GET task ${task}: ${answer.status()}`)
    const { task: detail, step } = await answer.json()
    if (detail.order) orders.add(detail.order)
    const before = `${task} ${step.step} ${(step.expect ?? [])[0]}`
    must(step.expect?.length > 0, `step ${before} expects nothing`)
    const confirmed = page.waitForResponse((r) => r.url().includes('/confirm') && r.request().method() === 'POST')
    await page.keyboard.type(step.expect[0])
    await page.keyboard.press('Enter')
    const response = await confirmed
    must(response.ok(), `${before}: ${response.status()} ${await response.text()}`)
    const next = await response.json()
    const want = next.done ? next.next ?? null : next.task
    await page.waitForFunction(({ want, step }) => {
      const d = document.querySelector('.device').dataset
      return want === null ? d.view === 'done' : d.view === 'step' && d.task === want && (step === null || d.step === step)
    }, { want, step: next.done ? null : next.step })
  }
  throw new Error(`not done after ${mostScans} scans`)
}

async function seeHandheld(browser) {
  const { context, page, faults } = await open(browser, { width: 360, height: 640, theme: 'light', scale: 2, touch: true })
  await page.goto(`${options.url}/handheld`)
  await page.waitForSelector('input[name=badge]')
  await shoot(page, 'handheld-login')
  await logIn(page, options.badge, options.pin)
  await page.waitForSelector('[data-view=list]')
  saw('handheld: logged in by badge and PIN')
  if (options.warehouse && (await page.$('select'))) await page.selectOption('select', options.warehouse)
  await shoot(page, 'handheld-list')
  const task = await takePick(page)
  saw(`handheld: took pick ${task}`)
  await shoot(page, 'handheld-step')

  await page.keyboard.type('WRONG-4711')
  await page.keyboard.press('Enter')
  const alert = await page.waitForSelector('[data-flash=wrong]')
  const words = (await alert.innerText()).replace(/\s+/g, ' ')
  must(words.includes('WRONG-4711'), `the refusal does not name what was scanned: ${words}`)
  saw(`handheld: a wrong barcode is refused in words: ${words}`)
  await shoot(page, 'handheld-wrong')

  const { orders, scans } = await workOn(page)
  saw(`handheld: ${scans} right scans, everything confirmed`)
  await shoot(page, 'handheld-done')
  must(orders.size > 0, 'the work named no order')
  for (const id of orders) await shipped(page, id)
  must(faults.length === 0, `handheld page: ${faults.join('; ')}`)
  await context.close()
}

async function shipped(page, id) {
  const until = Date.now() + shipTimeoutMS
  for (let status = ''; ; await page.waitForTimeout(500)) {
    const answer = await page.request.get(`${options.url}/v1/orders/${encodeURIComponent(id)}`)
    if (answer.ok()) ({ status } = await answer.json())
    if (status === 'shipped') return saw(`order ${id} is shipped`)
    must(Date.now() < until, `order ${id} is still "${status}" (HTTP ${answer.status()}) after ${shipTimeoutMS / 1000} s`)
  }
}

const browser = await launch()
try {
  await seeControl(browser)
  await seeHandheld(browser)
  console.log(`e2e passed: ${stepsDone} checks`)
} catch (err) {
  console.error(`e2e FAILED after ${stepsDone} checks: ${err.message}`)
  for (const context of browser.contexts()) for (const page of context.pages()) await shoot(page, 'failed').catch(() => {})
  process.exitCode = 1
} finally {
  await browser.close()
}
