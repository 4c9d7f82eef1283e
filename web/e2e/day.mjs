// One day on the handheld against a running site, each step by scan and key:
//
//	node day.mjs --url URL --token ADMIN-TOKEN --badge B --pin P --chief B --chief-pin P --warehouse ID
//
// A delivery is received and put away, orders for shelf and pallet goods are
// picked, packed and shipped, one comes back, and a place is counted. On the
// way: how many taps to the first pick, and a burst of scans while the
// server is slow.
import { launch } from './browser.mjs'
import { caller, hand, must, sleep, until } from './hand.mjs'

const args = Object.fromEntries(process.argv.slice(2).flatMap((a, i, all) => (a.startsWith('--') ? [[a.slice(2), all[i + 1]]] : [])))
const api = caller(args.url, args.token)
let checks = 0
const saw = (what) => console.log(`ok ${++checks} ${what}`)
const sku = `DAY-${process.pid}`
const gtin = withCheckDigit(`0952${String(process.pid).padStart(9, '0')}`)

function withCheckDigit(body) {
  const sum = [...body].reduce((n, d, i) => n + Number(d) * (i % 2 === 0 ? 3 : 1), 0)
  return body + ((10 - (sum % 10)) % 10)
}

async function receive(h) {
  await api('PUT', `/v1/items/${sku}`, { description: 'Hand cream', weight_g: 80, length_mm: 60, width_mm: 40, height_mm: 30, gtin: gtin.slice(1), lot_tracked: true })
  const asn = await api('POST', '/v1/receipts', { warehouse: args.warehouse, supplier: 'Acme', lines: [{ sku, qty: 12, lot: 'L7' }] })
  await h.errand('receive')
  await h.choose(asn.id)
  await h.scan(`(01)${gtin}(10)L7`)
  must((await h.state()).ask === 'qty', 'the quantity is not asked for')
  await h.scan('12')
  await h.choose('close')
  await h.choose('close')
  await h.choose('ok')
  const closed = await api('GET', `/v1/receipts/${asn.id}`)
  must(closed.status === 'closed' && closed.lines[0].received === 12, `the receipt is ${JSON.stringify(closed)}`)
  saw('received 12 by their GS1 code with the lot, and closed')
}

// work takes the next task and scans what it expects until nothing of it is
// left in hand; it answers the kinds of work it did.
async function work(h, did) {
  for (let scans = 0; scans < 60; scans++) {
    const now = await h.state()
    if (now.view !== 'step') return
    const { task, step } = await h.step(now.task)
    if (step.step !== now.step) {
      await sleep(100)
      continue
    }
    did.set(task.kind, (did.get(task.kind) ?? 0) + (step.step === 'scan_place' || step.step === 'put_unit' || step.step === 'scan_dock' ? 1 : 0))
    await h.scan(step.expect[0])
    const after = await h.state()
    must(!(await h.page.$('[data-flash=wrong]')), `${task.kind} ${step.step} ${step.expect[0]}: ${after.flash}`)
  }
  throw new Error('no end after 60 scans')
}

// next takes the next task; false where there is none.
async function next(h) {
  if ((await h.state()).view === 'step') return true
  const answer = h.page.waitForResponse((r) => r.url().endsWith('/v1/work/next'))
  await h.page.click('[data-next]')
  if ((await answer).status() === 204) return false
  await h.page.waitForSelector('[data-view=step]')
  return true
}

// all reads every page of a list.
async function all(path) {
  const out = []
  for (let after = ''; ;) {
    const page = await api('GET', `${path}&limit=1000${after}`)
    out.push(...page.data)
    if (page.next === null) return out
    after = `&cursor=${encodeURIComponent(page.next)}`
  }
}

// onlyInRacks is an item that a crane has to bring.
async function onlyInRacks() {
  const cells = new Set((await all(`/v1/warehouses/${args.warehouse}/locations?kind=rack_cell`)).map((l) => l.id))
  const stock = (await all(`/v1/stock?warehouse=${args.warehouse}`)).filter((r) => r.on_hand > 0 && r.location)
  const elsewhere = new Set(stock.filter((r) => !cells.has(r.location)).map((r) => r.sku))
  return stock.find((r) => cells.has(r.location) && r.available > 0 && !elsewhere.has(r.sku))?.sku
}

async function fulfil(h) {
  const did = new Map()
  await until('the goods are put away', async () => {
    if (await next(h)) await work(h, did)
    return did.get('putaway') > 0
  })
  saw('put away where the server said')

  const deep = await until('goods that lie only in the racks', onlyInRacks)
  const orders = []
  for (const lines of [[{ sku, qty: 2 }], [{ sku, qty: 3 }], [{ sku: deep, qty: 1 }]]) {
    const order = await api('POST', '/v1/orders', { ship_to: { country: 'GB', lat: 52.2, lon: -1.1 }, lines })
    must(order.promises.every((p) => p.warehouse === args.warehouse), `not promised here: ${JSON.stringify(order.promises)}`)
    orders.push(order.id)
  }
  // From the list to the first pick: the taps and scans it takes.
  await until('a pick to take', async () => (await api('GET', `/v1/tasks?warehouse=${args.warehouse}&status=open&kind=pick`)).data.length > 0)
  if ((await h.state()).view === 'done') await h.press('[data-list]')
  let taps = 1
  must(await next(h), 'next task gives none')
  const first = (await h.state()).task
  must((await h.step(first)).task.kind === 'pick', 'the next task is no pick')
  await burst(h)
  const begin = (await h.state()).step
  await h.scan((await h.step(first)).step.expect[0])
  await h.press('[data-undo]')
  must((await h.state()).step === begin, 'one step back does not lead back')
  saw('a step is taken back')
  while ((await h.step(first)).task.status !== 'done') {
    await h.scan((await h.step(first)).step.expect[0])
    taps++
  }
  must(taps <= 4, `${taps} taps and scans to the first pick`)
  saw(`the first pick is confirmed with ${taps} taps and scans`)
  did.set('pick', 1)
  const shipped = async () => {
    const states = await Promise.all(orders.map(async (id) => (await api('GET', `/v1/orders/${id}`)).status))
    return states.every((s) => s === 'shipped')
  }
  await until('all orders are shipped', async () => {
    await work(h, did)
    if (await shipped()) return true
    if (!(await next(h))) await sleep(300)
    return false
  }, 300_000)
  saw(`shipped ${orders.length} orders: ${[...did].map(([k, n]) => `${k} ${n}`).join(', ')}`)
  for (const kind of ['pick', 'pack', 'load', 'station']) must(did.get(kind) > 0, `nothing of kind ${kind} was done`)
  return orders[0]
}

// burst: 30 scans, 20 ms apart, while each answer takes 150 ms: every one
// reaches the server, in order.
async function burst(h) {
  const sent = []
  await h.page.route('**/confirm', async (route) => {
    sent.push(route.request().postDataJSON().scans[0])
    await sleep(150)
    await route.continue()
  })
  const scans = Array.from({ length: 30 }, (_, i) => `BURST-${String(i).padStart(2, '0')}`)
  await h.page.evaluate(async (all) => {
    const field = document.querySelector('[data-scan]')
    for (const text of all) {
      for (const key of text) {
        field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
        field.value += key
      }
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }, scans)
  await until('the burst', async () => sent.length >= 30 && (await h.state()).flash.includes('BURST-29'))
  must(JSON.stringify(sent) === JSON.stringify(scans), `the burst arrived as ${sent}`)
  await h.page.unroute('**/confirm')
  saw('a burst of 30 scans while the server is slow: all handled, in order')
}

// truck closes the load that the day's cartons are on and hands it over, by
// the scanner alone; one for another carrier is opened and given up.
async function truck(h) {
  const loads = (status) => all(`/v1/manifests?warehouse=${args.warehouse}&status=${status}`)
  const [load] = await until('a load with cartons', async () => {
    const found = (await loads('loading')).filter((m) => m.cartons > 0)
    return found.length > 0 && found
  })
  if ((await h.state()).view === 'done') await h.press('[data-list]')
  await h.errand('manifest')
  await h.scan('NIGHT-POST')
  await h.scan(load.dock)
  const opened = await until('another load is open', async () => (await loads('open')).find((m) => m.carrier === 'NIGHT-POST'))
  must(opened.dock === load.dock, `it is at ${opened.dock}`)
  await h.choose('cancel')
  await h.scan(load.id)
  await h.scan('095211019990000017')
  must((await h.state()).flash !== '', 'a carton of nobody is not refused')
  await h.scan(load.dock)
  if ((await h.page.locator('.say').innerText()).includes('stay behind')) await h.scan(load.dock)
  await h.scan('SEAL-77')
  await h.scan('AB12 CDE')
  await until('the load is closed', async () => (await api('GET', `/v1/manifests/${load.id}`)).status === 'closed')
  await h.scan('J. Driver')
  const done = await until('the load is handed over', async () => {
    const m = await api('GET', `/v1/manifests/${load.id}`)
    return m.status === 'handed_over' && m
  })
  must(done.seal === 'SEAL-77' && done.vehicle === 'AB12 CDE', `handed over as ${JSON.stringify(done)}`)
  must((await api('GET', `/v1/manifests/${load.id}/proof`)).driver === 'J. Driver', 'the driver is not known')
  await h.press('.big-icon')
  saw(`a load of ${done.cartons} cartons closed, sealed and handed over by scanner alone; another opened and given up`)
}

async function takeBack(h, order) {
  const ret = await api('POST', '/v1/returns', { order, warehouse: args.warehouse, lines: [{ sku, qty: 2, reason: 'too big' }] })
  if ((await h.state()).view === 'done') await h.press('[data-list]')
  await h.errand('returns')
  await h.scan(ret.id)
  await h.choose('yes')
  await h.scan(sku)
  await h.choose('restock')
  if ((await h.state()).ask === 'scan') await h.scan('L7') // which lot it is of
  await until('the return is decided', async () => (await api('GET', `/v1/returns/${ret.id}`)).lines[0].restocked === 2)
  await h.choose('ok')
  saw('a return arrived, was looked at and restocked')
}

async function count(browser) {
  // A browser without a reader of its own, whose camera sees the place's label.
  const h = await hand(browser, args.url, args.chief, args['chief-pin'], {
    init: () => {
      delete window.BarcodeDetector
      navigator.mediaDevices.getUserMedia = async () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 })
        const ctx = canvas.getContext('2d')
        setInterval(() => {
          ctx.fillStyle = '#777'
          ctx.fillRect(0, 0, 1280, 720)
          if (window.seen) ctx.drawImage(window.seen, 200, 100, 880, (880 * window.seen.height) / window.seen.width)
        }, 100)
        return canvas.captureStream(10)
      }
    },
  })
  if (await h.page.$('select')) await h.page.selectOption('select', args.warehouse)
  const row = (await api('GET', `/v1/stock?warehouse=${args.warehouse}&sku=${sku}`)).data.find((r) => r.location?.startsWith('S') && r.on_hand > 0)
  must(row, 'the goods lie nowhere')
  await h.errand('count')
  await h.page.evaluate(async ({ code, warehouse }) => {
    const answer = await fetch(`/v1/labels/location/${encodeURIComponent(code)}?format=png&warehouse=${warehouse}`)
    if (!answer.ok) throw new Error(`label: ${answer.status} ${await answer.text()}`)
    window.seen = await createImageBitmap(await answer.blob())
  }, { code: row.location, warehouse: args.warehouse })
  await h.press('[data-camera]')
  await h.page.waitForSelector('[data-view=step][data-step=scan_location]')
  await h.scan(row.location)
  for (const r of (await api('GET', `/v1/stock?warehouse=${args.warehouse}&location=${row.location}`)).data.filter((x) => x.on_hand > 0)) {
    await h.scan(r.sku)
    if (r.lot) await h.scan(r.lot)
    await h.scan(String(r.on_hand))
  }
  const { task } = await h.state()
  await h.scan(row.location)
  await h.page.waitForSelector('[data-view=done]')
  const done = await api('GET', `/v1/tasks/${task}`)
  must(done.task.status === 'done', `the count is ${done.task.status}`)
  const list = await api('GET', `/v1/counts/${done.task.ref}`)
  must(list.status === 'done' && list.locations[0].differences.length === 0, `the count differs: ${JSON.stringify(list.locations)}`)
  must(h.faults.length === 0, h.faults.join('; '))
  saw('counted a place (its label read by the camera), item, lot and number: no difference')
  await h.context.close()
}

const browser = await launch()
try {
  const h = await hand(browser, args.url, args.badge, args.pin)
  await receive(h)
  const order = await fulfil(h)
  await truck(h)
  await takeBack(h, order)
  must(h.faults.length === 0, h.faults.join('; '))
  await count(browser)
  console.log(`day passed: ${checks} checks`)
} catch (err) {
  for (const context of browser.contexts()) for (const page of context.pages()) if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT }).catch(() => {})
  console.error(`day FAILED after ${checks} checks: ${err.stack}`)
  process.exitCode = 1
} finally {
  await browser.close()
}
