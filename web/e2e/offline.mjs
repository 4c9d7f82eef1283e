// A pick whose network is cut in the middle, with the browser closed once
// while it is down. Nothing may be lost, nothing doubled:
//
//	node offline.mjs --url URL --token ADMIN-TOKEN --badge B --pin P --warehouse ID
//
// It stocks an item, orders it, begins the pick on the handheld, cuts the
// network, scans on, closes the browser, opens it again without network, scans
// the rest, and lets the network come back.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const args = Object.fromEntries(process.argv.slice(2).flatMap((a, i, all) => (a.startsWith('--') ? [[a.slice(2), all[i + 1]]] : [])))
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
let checks = 0
let lastPage
const saw = (what) => console.log(`ok ${++checks} ${what}`)
function must(good, what) {
  if (!good) throw new Error(what)
}

let writes = 0
async function api(method, path, body) {
  const answer = await fetch(args.url + path, {
    method,
    headers: { Authorization: `Bearer ${args.token}`, 'Content-Type': 'application/json', ...(method === 'GET' ? {} : { 'Idempotency-Key': `offline-${process.pid}-${++writes}` }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  must(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? null : JSON.parse(text)
}

async function until(what, test, ms = 60_000) {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((r) => setTimeout(r, 150))) {
    const got = await test()
    if (got) return got
  }
  throw new Error(`${what}: not within ${ms / 1000} s`)
}

const sku = `OFF-${process.pid}`

// makeWork orders three of an item that lies on a shelf.
async function makeWork() {
  const places = (await api('GET', `/v1/warehouses/${args.warehouse}/locations?kind=shelf&limit=1`)).data
  await api('PUT', `/v1/items/${sku}`, { description: 'Offline trial', weight_g: 100 })
  await api('POST', '/v1/stock/adjustments', { warehouse: args.warehouse, location: places[0].id, sku, delta: 3, reason: 'offline trial' })
  return api('POST', '/v1/orders', { ship_to: { country: 'GB' }, lines: [{ sku, qty: 3 }] })
}

const profile = await mkdtemp(join(tmpdir(), 'aisle-offline-'))
async function openBrowser() {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath, viewport: { width: 360, height: 640 }, locale: 'en-GB',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  const page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(60_000)
  lastPage = page
  page.on('response', async (r) => process.env.SHOT && r.status() >= 400 && console.log(r.request().url(), await r.text().catch(() => '')))
  page.on('console', (m) => process.env.SHOT && console.log(m.text()))
  return { context, page }
}

const data = (page, name) => page.locator('.device').getAttribute(`data-${name}`)

// scan types what the task's script expects next, and waits until the screen
// has gone on.
async function scan(page, script) {
  const before = `${await data(page, 'task')} ${await data(page, 'step')} ${await data(page, 'view')}`
  const [task, step] = before.split(' ')
  const at = script.get(task).find((s) => s.step === step)
  await page.keyboard.type(at.expect[0])
  await page.keyboard.press('Enter')
  await until(`the screen after ${before}`, async () => `${await data(page, 'task')} ${await data(page, 'step')} ${await data(page, 'view')}` !== before)
}

async function run() {
  const order = await makeWork()
  await until('the pick is open', async () => (await api('GET', `/v1/tasks?warehouse=${args.warehouse}&status=open&kind=pick`)).data.some((t) => t.order === order.id))
  let { context, page } = await openBrowser()
  await page.goto(`${args.url}/handheld`)
  await page.waitForSelector('input[name=badge]')
  for (const text of [args.badge, args.pin]) {
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
  }
  await page.waitForSelector('[data-view=list]')
  if (await page.$('select')) await page.selectOption('select', args.warehouse)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await page.waitForTimeout(1500) // the worker keeps the files that are here
  await until('the pick is in hand', async () => {
    await page.click('[data-task-kind=pick]', { timeout: 2000 }).catch(() => {})
    return (await data(page, 'view')) === 'step'
  })
  const mine = await page.evaluate(() => fetch('/v1/work/mine').then((r) => r.json()))
  const script = new Map(mine.data.map((c) => [c.task.id, c.script]))
  const lines = mine.data.filter((c) => c.task.kind === 'pick').length
  saw(`took a cart of ${lines} picks`)
  await scan(page, script)
  await context.setOffline(true)
  await scan(page, script)
  await page.waitForSelector('[data-offline]')
  await page.keyboard.type('WRONG-1')
  await page.keyboard.press('Enter')
  const words = await page.locator('[data-flash=wrong]').innerText()
  must(words.includes('WRONG-1'), `a wrong scan without network: ${words}`)
  saw(`network cut; a wrong scan is refused on the device: ${words.replace(/\s+/g, ' ')}`)
  await scan(page, script)
  const held = Number(await page.locator('[data-pending]').getAttribute('data-pending'))
  must(held >= 2, `two confirmations should be kept, the screen says ${held}`)
  saw(`${held} messages are kept on the device, and the screen says so`)
  await context.close()

  ;({ context, page } = await openBrowser())
  await context.setOffline(true)
  await page.goto(`${args.url}/handheld`)
  await page.waitForSelector('[data-view=list]')
  must(Number(await page.locator('[data-pending]').getAttribute('data-pending')) === held, 'the kept confirmations are gone')
  saw('browser closed and opened without network: the page and the work are there')
  await page.click('[data-next]')
  await page.waitForSelector('[data-view=step]')
  for (let n = 0; n < 20 && (await data(page, 'view')) === 'step'; n++) await scan(page, script)
  const kept = Number(await page.locator('[data-pending]').getAttribute('data-pending'))
  saw(`the rest scanned without network: ${kept} confirmations kept`)
  must((await api('GET', `/v1/orders/${order.id}`)).status !== 'packed', 'the server knows already?')
  await context.setOffline(false)
  await page.waitForSelector('[data-offline]', { state: 'detached', timeout: 30_000 })
  saw('network back: everything is sent')
  await check(mine.data.map((c) => c.task))
  await context.close()
}

// problem is reported with a photo while the network is away: both wait in the
// closed browser, and come once each.
async function problem() {
  const order = await makeWork()
  await until('the second pick is open', async () => (await api('GET', `/v1/tasks?warehouse=${args.warehouse}&status=open&kind=pick`)).data.some((t) => t.order === order.id))
  let { context, page } = await openBrowser()
  await page.goto(`${args.url}/handheld`)
  await page.waitForSelector('[data-view=list]')
  await until('the pick is in hand', async () => {
    await page.click('[data-task-kind=pick]', { timeout: 2000 }).catch(() => {})
    return (await data(page, 'view')) === 'step'
  })
  const task = await data(page, 'task')
  await until('its script is kept', () => page.evaluate(async (id) => (await (await fetch('/v1/work/mine')).json()).data.some((c) => c.task.id === id), task))
  await page.waitForTimeout(500) // the device keeps what it was told
  await context.setOffline(true)
  await page.click('[data-report]')
  await page.click('[data-code=blocked]')
  await page.setInputFiles('[data-photo]', { name: 'shelf.png', mimeType: 'image/png', buffer: await noise(page) })
  await page.waitForSelector('.shots img')
  await page.click('[data-send]')
  await page.waitForSelector('[data-view=done]')
  await until('report and photo wait', async () => (await page.locator('[data-pending]').getAttribute('data-pending')) === '2')
  saw('a problem reported with a photo without network: both are kept')
  await context.close()
  ;({ context, page } = await openBrowser())
  await page.goto(`${args.url}/handheld`)
  const mine = async () => (await api('GET', `/v1/problems?warehouse=${args.warehouse}`)).data.filter((p) => p.task === task)
  await until('the photo is at the server', async () => (await mine())[0]?.photos[0]?.state === 'kept')
  await page.waitForSelector('[data-pending]', { state: 'detached' })
  const [report, ...more] = await mine()
  must(more.length === 0 && report.code === 'blocked' && report.photos.length === 1, `reported ${JSON.stringify([report, ...more])}`)
  const [photo] = report.photos
  must(photo.type === 'image/jpeg' && photo.bytes <= 300_000 && photo.width <= 1600 && photo.height <= 1600, `the photo is ${JSON.stringify(photo)}`)
  const answer = await fetch(`${args.url}/v1/problems/${report.id}/photos/${photo.hash}`, { headers: { Authorization: `Bearer ${args.token}` } })
  must(answer.headers.get('content-type') === 'image/jpeg' && (await answer.arrayBuffer()).byteLength === photo.bytes, 'the photo can not be seen')
  saw(`browser closed and opened: reported once, its photo is there (${photo.width} × ${photo.height}, ${Math.round(photo.bytes / 1000)} kB)`)
  await context.close()
}

// noise is a picture that can hardly be made small.
async function noise(page) {
  const text = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 1800
    canvas.height = 1200
    const ctx = canvas.getContext('2d')
    const dots = ctx.createImageData(1800, 1200)
    for (let i = 0; i < dots.data.length; i++) dots.data[i] = i % 4 === 3 ? 255 : (i * 2654435761) >>> 24
    ctx.putImageData(dots, 0, 0)
    return canvas.toDataURL('image/png').split(',')[1]
  })
  return Buffer.from(text, 'base64')
}

// check asks the server what it made of it.
async function check(taken) {
  const pick = taken.find((t) => t.kind === 'pick')
  for (const t of taken) {
    const { task } = await api('GET', `/v1/tasks/${t.id}`)
    must(task.status === 'done', `${t.kind} ${t.id} is ${task.status}`)
  }
  let moved = 0
  for (let after = 0; ; ) {
    const page = await api('GET', `/v1/events?after=${after}&limit=1000`)
    for (const e of page.data) if (e.type === 'stock.moved' && e.data.why === 'pick' && e.subject === pick.sku) moved += e.data.qty
    if (page.next === null) break
    after = page.next
  }
  must(moved === pick.qty, `picked ${moved} of ${pick.qty}`)
  saw('picked once and carried on once')
}

try {
  await run()
  await problem()
  console.log(`offline passed: ${checks} checks`)
} catch (err) {
  await lastPage?.screenshot({ path: process.env.SHOT ?? join(tmpdir(), 'offline.png') }).catch(() => {})
  console.error(`offline FAILED after ${checks} checks: ${err.stack}`)
  process.exitCode = 1
} finally {
  await rm(profile, { recursive: true, force: true })
  process.exit()
}
