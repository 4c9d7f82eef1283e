// Pictures of the main screens, in both languages and themes, of a running
// site with people and customers:
//
//	node screens.mjs --url URL --token ADMIN-TOKEN --screens DIR [--only handheld|desks]
//
// Plans are shown where there are some: make them first.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { launch, open } from './browser.mjs'
import { caller, hand, logIn, until } from './hand.mjs'

const args = Object.fromEntries(process.argv.slice(2).flatMap((a, i, all) => (a.startsWith('--') ? [[a.slice(2), all[i + 1]]] : [])))
const api = caller(args.url, args.token)
await mkdir(args.screens, { recursive: true })
const warehouse = 'central'

const item = (await api('GET', '/v1/items?limit=1')).data[0]
const asn = await api('POST', '/v1/receipts', { warehouse, supplier: 'Nordlicht Handel', lines: [{ sku: item.sku, qty: 48 }] })

// showStation selects a station's node, as somebody who is about to move it.
async function showStation(page) {
  await page.waitForSelector('[data-check=known]')
  await page.fill('input[name=seek]', 'P-R2-IN-1')
  await page.press('input[name=seek]', 'Enter')
  await page.waitForSelector('[data-properties][data-selected="node:P-R2-IN-1"]')
}

// doing is what is pressed before a picture is taken.
const doing = { whatif: '[data-shown=whatif] button.primary', picking: '[data-compare]' }

async function desks(browser, name, settings) {
  const { context, page } = await open(browser, { width: 1280, height: 800, ...settings })
  const shot = (what) => page.screenshot({ path: join(args.screens, name(what)) })
  await page.goto(`${args.url}/control`)
  await logIn(page, 'B-admin', '9004')
  await page.waitForSelector('[data-stream=open]')
  await page.click(`[data-warehouse="${warehouse}"]`)
  await page.waitForFunction(() => window.__aisle?.floor().vehicles.length > 0)
  await page.waitForTimeout(8000)
  await shot('control')
  for (const [face, sections] of [['planner', ['preview', 'whatif', 'supply', 'picking', 'slotting', 'rules', 'board', 'chain']], ['admin', ['users', 'devices', 'layout', 'files', 'audit']]]) {
    await page.goto(`${args.url}/${face}`)
    for (const s of sections) {
      await page.click(`[data-section=${s}]`)
      await page.waitForSelector(`[data-shown=${s}]`)
      if (s === 'layout') await showStation(page)
      if (doing[s]) {
        await page.click(doing[s], { timeout: 3000 }).catch(() => undefined) // nothing to do it with
        await page.waitForTimeout(4000)
      }
      await page.waitForTimeout(1200)
      await shot(`${face}-${s}`)
    }
  }
  await context.close()
}

async function handheld(browser, name, settings) {
  const h = await hand(browser, args.url, 'B-guest', '9001', settings)
  const shot = (what) => h.page.screenshot({ path: join(args.screens, name(`handheld-${what}`)) })
  await h.page.waitForSelector('[data-task-id]')
  await shot('list')
  await h.press('[data-menu]')
  await shot('menu')
  await h.page.click('[data-errand=receive]')
  await h.page.waitForSelector('[data-view=ask][data-ask]')
  await h.choose(asn.id)
  await h.scan(item.sku)
  await shot('receive')
  await h.page.click('.big-icon')
  await h.page.waitForSelector('[data-view=list]')
  await h.page.click('[data-kind=pick]')
  await until('a pick in hand', async () => {
    await h.page.locator('[data-task-kind=pick]').first().click({ timeout: 1500 }).catch(() => {})
    return (await h.state()).view === 'step'
  })
  await h.page.waitForTimeout(800)
  await shot('pick')
  await h.scan('4006381333931')
  await h.page.waitForTimeout(600)
  await shot('wrong')
  await h.context.close()
}

const browser = await launch()
try {
  for (const locale of ['en-GB', 'zh-CN']) {
    for (const theme of ['light', 'dark']) {
      const name = (what) => `${what}-${locale.slice(0, 2)}-${theme}.png`
      if (args.only !== 'desks') await handheld(browser, name, { locale, theme, scale: 1 })
      if (args.only !== 'handheld') await desks(browser, name, { locale, theme })
    }
  }
} finally {
  await browser.close()
}
