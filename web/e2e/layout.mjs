// The layout editor of a running site in Chromium: a node moved too near to
// another and an edge taken out are found and shown, undone by key and by
// button; a node is dragged; a LIF file goes out and comes in; a version is
// saved and listed:
//
//	node layout.mjs --url URL --badge ADMIN-BADGE --pin P [--screens DIR]
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { launch, open } from './browser.mjs'
import { logIn, must, until } from './hand.mjs'

const args = Object.fromEntries(process.argv.slice(2).flatMap((a, i, all) => (a.startsWith('--') ? [[a.slice(2), all[i + 1]]] : [])))
if (args.screens) await mkdir(args.screens, { recursive: true })

async function trial(page) {
  let steps = 0
  const saw = (what) => console.log(`ok ${++steps} ${what}`)
  const shoot = async (name) => { if (args.screens) await page.screenshot({ path: join(args.screens, `layout-${name}.png`) }) }
  const selected = (key) => page.waitForSelector(`[data-properties][data-selected="${key}"]`)
  const clean = () => page.waitForSelector('[data-check=known][data-errors="0"]')
  const value = (name) => page.inputValue(`[data-properties] input[name=${name}]`)
  async function seek(id, key) {
    await page.fill('input[name=seek]', id)
    await page.press('input[name=seek]', 'Enter')
    await selected(key)
  }
  await page.goto(`${args.url}/admin#layout`)
  await logIn(page, args.badge, args.pin)
  await page.waitForSelector('[data-layout][data-ready=yes]')
  await clean()
  const base = Number(await page.getAttribute('[data-layout]', 'data-version'))
  const { layout, file } = await page.evaluate(async () => {
    const path = `/v1/warehouses/${document.querySelector('[name=layout-warehouse]').value}/layout`
    return { layout: (await (await fetch(path)).json()).layout, file: await (await fetch(`${path}.lif.json`)).text() }
  })
  saw('the layout is drawn, and nothing is wrong with it')

  // A station's node moved onto its neighbour.
  const road = layout.roadmap
  const { node } = road.stations[0]
  const key = `node:${node}`
  const lane = road.lanes.find((l) => l.through.includes(node))
  const at = lane.through.indexOf(node)
  const beside = road.nodes.find((n) => n.id === (lane.through[at + 1] ?? lane.through[at - 1]))
  await seek(node, key)
  const x = await value('x_mm')
  await page.fill('[data-properties] input[name=x_mm]', String(beside.x_mm + 100))
  await page.press('[data-properties] input[name=x_mm]', 'Tab')
  await page.waitForSelector('[data-finding=nodes_too_close]')
  must(await page.isDisabled('[data-save]'), 'a draft with faults can be saved')
  await shoot('too-close')
  await page.focus('[data-board]')
  await page.keyboard.press('Control+z')
  await clean()
  await until('undo puts the node back', async () => (await value('x_mm')) === x)
  saw(`${node} too near to ${beside.id} is found; undone by key`)

  // Its edge taken out: the station can't be reached.
  await page.locator('[data-properties] [data-edge]').first().click()
  await page.click('[data-remove]')
  await page.click(`[data-finding=stop_not_reached][data-parts~="${node}"] [data-show]`)
  await selected(key)
  await shoot('unreachable')
  await page.click('[data-undo]')
  await clean()
  saw('a station without its edge is found and shown; undone by button')

  // "Show me" brought it into the middle: there it is taken hold of.
  const box = await page.locator('[data-board]').boundingBox()
  const [mx, my] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(mx, my)
  await page.mouse.down()
  await page.mouse.move(mx + 30, my + 60, { steps: 4 })
  await page.mouse.up()
  await selected(key)
  await until('the pointer moves the node', async () => (await value('x_mm')) !== x)
  await page.click('[data-undo]')
  await until('one undo takes a drag back', async () => (await value('x_mm')) === x)
  await clean()
  saw('a node is dragged, and one undo takes it back')

  await page.setInputFiles('input[name=lif]', { name: 'layout.lif.json', mimeType: 'application/json', buffer: Buffer.from(file) })
  await page.waitForSelector('[data-told]')
  await clean()
  must((await page.locator('[data-warnings] li').count()) === 0, 'our own LIF file has warnings')
  await page.click('[data-discard]')
  await page.waitForSelector('[data-layout][data-dirty=false]')
  saw('a LIF file went out and came in')

  const place = layout.places.find((p) => p.kind === 'staging')
  await seek(place.id, `at:${place.id}`)
  await page.focus('[data-board]')
  await page.keyboard.press('ArrowRight')
  await page.waitForSelector('[data-layout][data-dirty=true]')
  await clean()
  await page.fill('input[name=note]', 'a little to the right')
  await page.click('[data-save]')
  await page.waitForSelector(`[data-layout][data-version="${base + 1}"][data-dirty=false]`)
  await page.waitForSelector(`[data-versions] [data-of="${base + 1}"]`)
  await shoot('saved')
  const saved = await until('the version is kept', () => page.evaluate(async () => (await (await fetch(`/v1/warehouses/${document.querySelector('[name=layout-warehouse]').value}/layout`)).json())))
  must(saved.version.version === base + 1 && saved.version.state === 'next_start', `saved: ${JSON.stringify(saved.version)}`)
  must(saved.layout.places.find((p) => p.id === place.id).x_mm === place.x_mm + 500, 'the version has not what was drawn')
  saw(`version ${base + 1} is saved, for the next start`)
}

const browser = await launch()
const { page, faults } = await open(browser, { width: 1440, height: 1000, theme: 'light' })
page.setDefaultTimeout(60_000)
try {
  await trial(page)
  must(faults.length === 0, faults.join('; '))
  console.log('layout passed')
} catch (err) {
  console.error(`FAILED ${err.stack}`)
  if (args.screens) await page.screenshot({ path: join(args.screens, 'layout-failed.png') }).catch(() => {})
  process.exitCode = 1
} finally {
  await browser.close()
}
