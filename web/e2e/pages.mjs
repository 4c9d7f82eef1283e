// Every page of a running site, in both languages (one light, one dark; --all:
// each in both): axe-core finds
// nothing serious, nothing overflows (handheld at 320 px), nothing is left in
// the other language, and the console is silent:
//
//	node pages.mjs --url URL --badge ADMIN-BADGE --pin P [--all yes] [--screens DIR]
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { launch, open } from './browser.mjs'
import { logIn, until } from './hand.mjs'

const args = Object.fromEntries(process.argv.slice(2).flatMap((a, i, all) => (a.startsWith('--') ? [[a.slice(2), all[i + 1]]] : [])))
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
if (args.screens) await mkdir(args.screens, { recursive: true })
const errands = ['receive', 'returns', 'transfers', 'manifest', 'accept', 'move', 'lookup', 'kit', 'count']
const office = { planner: ['preview', 'whatif', 'supply', 'vmi', 'occasions', 'care', 'picking', 'slotting', 'rules', 'board', 'alerts', 'chain'], admin: ['users', 'tokens', 'devices', 'layout', 'stuck', 'labels', 'files', 'audit', 'safety'] }
let seen = 0
let turns = -1
const faults = []

async function look(page, where, { shot = true, axe = true } = {}) {
  seen++
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 0) faults.push(`${where}: ${wide} px too wide`)
  // A key of words that is shown as it is has no words.
  const keys = await page.evaluate(() => document.body.innerText.match(/\b(step|task|ask|errand|admin|planner|preview|scanner|replay|whatif|plan|supply|rules|pick|proposal|files|audit|report|problems|work|chain|figure|stuck|due|wave|alarms|draw|vmi|slot|board|alerts|care|occasion|chutes|vision)\.[a-z_]+(\.[a-z_]+)*\b/g))
  if (keys) faults.push(`${where}: words are missing: ${keys}`)
  if (axe) {
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
    const bad = await page.evaluate(async () => (await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })).violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id} ${v.nodes.slice(0, 2).map((n) => n.target.join(' ')).join(', ')}`))
    faults.push(...bad.map((b) => `${where}: axe ${b}`))
  }
  if (shot && args.screens) await page.screenshot({ path: join(args.screens, `${where.replaceAll(/[ /]/g, '-')}.png`) })
}

async function handheld(browser, tag, settings) {
  const h = await open(browser, { width: 320, height: 640, ...settings })
  const { page } = h
  page.setDefaultTimeout(60_000)
  await page.goto(`${args.url}/handheld`)
  await page.waitForSelector('input[name=badge]')
  await look(page, `handheld-login ${tag}`)
  await logIn(page, args.badge, args.pin)
  await page.waitForSelector('[data-view=list]')
  await look(page, `handheld-list ${tag}`)
  await page.click('[data-menu]')
  await look(page, `handheld-menu ${tag}`)
  await page.click('[data-scanner]')
  await page.fill('input[name=try]', 'x')
  await look(page, `handheld-scanner ${tag}`)
  await page.click('[data-save]')
  for (const name of errands) {
    await page.click(`[data-errand=${name}]`)
    await page.waitForSelector('[data-view=ask][data-ask]')
    await look(page, `handheld-${name} ${tag}`)
    await page.click('.big-icon')
    await page.waitForSelector('[data-view=list]')
    await page.click('[data-menu]')
  }
  faults.push(...h.faults.map((f) => `handheld ${tag}: ${f}`))
  await h.context.close()
}

// report sends a problem with a photo, as a handheld does.
async function report(warehouse) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 420 })
  const ctx = canvas.getContext('2d')
  const fill = (colour, ...box) => {
    ctx.fillStyle = colour
    ctx.fillRect(...box)
  }
  fill('#c8cdd2', 0, 0, 640, 420)
  for (let x = 20; x < 640; x += 200) fill('#24518f', x, 0, 14, 420)
  for (let y = 110; y < 420; y += 150) fill('#d96a1d', 0, y, 640, 16)
  for (const [x, y, w, h] of [[50, 170, 130, 90], [250, 150, 120, 110], [445, 30, 150, 80], [70, 330, 110, 80]]) fill('#b58a57', x, y, w, h)
  ctx.rotate(0.35)
  fill('#a27845', 400, 80, 140, 110)
  const data = canvas.toDataURL('image/jpeg').split(',')[1]
  const sum = await crypto.subtle.digest('SHA-256', Uint8Array.from(atob(data), (c) => c.charCodeAt(0)))
  const hash = Array.from(new Uint8Array(sum), (b) => b.toString(16).padStart(2, '0')).join('')
  const post = async (path, body) => {
    const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  }
  await post('/v1/problems', { warehouse, code: 'damaged', note: 'Carton hangs out of the shelf', photos: [hash] })
  await post('/v1/problems/photos', { warehouse, data })
}

// supplier makes an agreement on items of its own, six a language, and the
// token with which its supplier sees it.
async function supplier(turn) {
  const send = async (method, path, body) => {
    const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return answer.json()
  }
  const items = (await (await fetch('/v1/items?limit=100')).json()).data.slice(6 * turn, 6 * turn + 6)
  const name = `E2E-${turn}`
  const at = (await (await fetch('/v1/warehouses')).json()).data[0].id
  await send('PUT', `/v1/suppliers/${name}`, { name: 'Pages and Sons' })
  await send('PUT', `/v1/vmi/agreements/${name}`, { supplier: name, warehouse: at, items: items.map((i, n) => ({ sku: i.sku, ...(n < 3 ? { min: 5000, max: 9000 } : {}) })), min_days: 7, max_days: 28, lead_days: 1, ahead_days: 60, auto_qty: 0 })
  return (await send('POST', '/v1/tokens', { name: 'pages', roles: ['supplier'], supplier: name })).secret
}

async function desks(browser, tag, settings) {
  const h = await open(browser, { width: 1280, height: 800, ...settings })
  const { page } = h
  page.setDefaultTimeout(60_000)
  await page.goto(`${args.url}/control`)
  await logIn(page, args.badge, args.pin)
  await page.waitForSelector('[data-stream=open]')
  await page.waitForFunction(() => window.__aisle?.floor().vehicles.length > 0)
  await page.evaluate(report, await page.locator('[data-warehouse][aria-checked=true]').getAttribute('data-warehouse'))
  if (args.screens) await page.waitForTimeout(4000)
  await page.waitForSelector('[data-problem] img')
  await look(page, `control ${tag}`)
  await page.click('[data-due-open]')
  await page.waitForSelector('dialog[open] [data-plan-wave]')
  await look(page, `control-due ${tag}`)
  await page.setViewportSize({ width: 360, height: 800 })
  await look(page, `control-due narrow ${tag}`, { axe: false })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.click('dialog[open] [data-close]')
  await page.locator('[data-problem]').first().click()
  await page.waitForFunction(() => document.querySelector('[data-full]')?.naturalWidth > 0)
  await look(page, `problem ${tag}`)
  await page.click('dialog[open] [data-close]')
  for (const [face, sections] of Object.entries(office)) {
    await page.goto(`${args.url}/${face}`)
    for (const s of sections) {
      await page.click(`[data-section=${s}]`)
      await page.waitForSelector(`[data-shown=${s}]`)
      await until(`${face} ${s} at rest`, () => page.evaluate(() => !document.querySelector('[disabled][data-preview]')))
      await page.waitForLoadState('networkidle').catch(() => {})
      await look(page, `${face}-${s} ${tag}`)
      await page.setViewportSize({ width: 360, height: 800 })
      await look(page, `${face}-${s} narrow ${tag}`, { shot: false, axe: false })
      await page.setViewportSize({ width: 1280, height: 800 })
    }
  }
  await page.click('[data-section=devices]')
  await page.locator('[data-open-chutes]').first().click()
  await page.locator('[data-chute]').first().click()
  await page.waitForSelector('[data-chute-form]')
  await look(page, `admin-chutes ${tag}`)
  await page.setViewportSize({ width: 360, height: 800 })
  await look(page, `admin-chutes narrow ${tag}`, { shot: false, axe: false })
  await page.setViewportSize({ width: 1280, height: 800 })
  const token = await page.evaluate(supplier, ++turns)
  await page.goto(`${args.url}/supplier`)
  await look(page, `supplier-token ${tag}`)
  await page.fill('input[name=supplier-token]', token)
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-vmi-items]')
  await page.click('[data-propose]')
  await page.waitForSelector('[data-vmi-proposals]')
  await look(page, `supplier ${tag}`)
  await page.setViewportSize({ width: 360, height: 800 })
  await look(page, `supplier narrow ${tag}`, { shot: false, axe: false })
  faults.push(...h.faults.map((f) => `desk ${tag}: ${f}`))
  await h.context.close()
}

const browser = await launch()
try {
  for (const locale of ['en-GB', 'zh-CN']) {
    for (const theme of args.all ? ['light', 'dark'] : [locale === 'en-GB' ? 'light' : 'dark']) {
      const tag = `${locale.slice(0, 2)} ${theme}`
      await handheld(browser, tag, { locale, theme })
      await desks(browser, tag, { locale, theme })
    }
  }
} catch (err) {
  faults.push(err.stack)
} finally {
  await browser.close()
}
for (const f of faults) console.error(`FAILED ${f}`)
console.log(faults.length === 0 ? `pages passed: ${seen} looked at` : `${faults.length} faults on ${seen} pages`)
process.exitCode = faults.length === 0 ? 0 : 1
