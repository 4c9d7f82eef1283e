// A server that speaks enough of Aisle's HTTP interface to develop and test
// the faces without the program:
//
//   node e2e/mock.mjs [--port 8080]     then: npm run dev
//
// Badge P-01, PIN 1234. It serves the built application too. For tests of bad
// days: POST /mock {"delay_ms": n, "drop": n} answers later, or cuts the next
// n writes after doing them.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { central, front, overseas } from './mock-floor.mjs'
import { Crowd } from './mock-crowd.mjs'
import { Motion } from './mock-motion.mjs'
import { itemOf, Refusal, Work } from './mock-work.mjs'

const app = fileURLToPath(new URL('../dist/app/', import.meta.url))
const csp = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }

// startMock serves the three sites, or, with a number of vehicles, a central
// site that is full of them.
export function startMock(port = 0, vehicles = 0) {
  const began = Date.now()
  const events = []
  const streams = new Set()
  const mood = { delay_ms: 0, drop: 0 }
  const answers = new Map() // idempotency
  const emit = (type, subject, data) => {
    const e = { seq: events.length + 1, time: new Date(motions.central.time).toISOString(), type, v: 1, subject, data }
    events.push(e)
    for (const s of streams) s.write(`id: ${e.seq}\nevent: ${type}\ndata: ${JSON.stringify(e)}\n\n`)
  }
  const sites = { central: central(), front: front(), overseas: overseas() }
  const motions = {}
  for (const [i, [id, site]] of Object.entries(sites).entries()) motions[id] = new Motion(site, 11 + i, id === 'central' ? emit : () => {})
  if (vehicles > 0) {
    motions.central = new Crowd(vehicles, 11, began)
    sites.central = motions.central.site
  }
  const work = new Work(emit)
  const sessions = new Map()

  const tick = setInterval(() => {
    for (const m of Object.values(motions)) for (let i = 0; i < 4; i++) m.step(0.025)
    for (const s of streams) if (s.live) s.write(`event: floor.live\ndata: ${JSON.stringify(motions[s.live].live())}\n\n`)
  }, 100)

  const server = createServer(async (req, res) => {
    const url = new URL(req.url, 'http://mock')
    try {
      if (url.pathname === '/mock') {
        Object.assign(mood, await body(req))
        return send(res, 200, { ...mood, exceptions: work.exceptions })
      }
      if (!url.pathname.startsWith('/v1/')) return await file(res, url.pathname)
      if (req.method === 'POST' && mood.delay_ms > 0) await new Promise((r) => setTimeout(r, mood.delay_ms))
      await api(req, res, url)
    } catch (err) {
      if (err instanceof Refusal) return send(res, err.status, { type: 'about:blank', title: err.code, status: err.status, detail: err.detail, code: err.code, ...err.members }, 'application/problem+json')
      console.error(err)
      send(res, 500, { code: 'internal', detail: String(err), status: 500 }, 'application/problem+json')
    }
  })

  async function api(req, res, url) {
    const path = url.pathname.slice(3)
    if (path === '/login') {
      const { badge, pin } = await body(req)
      if (pin !== '1234' || !/^P-\d\d$/.test(badge)) throw new Refusal(401, 'bad_login', 'badge or PIN is wrong')
      const token = crypto.randomUUID()
      sessions.set(token, { user: badge, name: 'Demo picker', roles: ['picker', 'supervisor'], warehouses: [] })
      res.setHeader('Set-Cookie', `aisle_session=${token}; HttpOnly; SameSite=Strict; Path=/`)
      return send(res, 200, sessions.get(token))
    }
    const token = /aisle_session=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1]
    const me = sessions.get(token)
    if (!me) throw new Refusal(401, 'unauthenticated', 'log in first')
    if (req.method === 'POST') return write(req, res, path, me, token)
    const query = url.searchParams
    const warehouse = query.get('warehouse') ?? 'central'
    const id = decodeURIComponent(path.split('/')[2] ?? '')
    if (path === '/me') return send(res, 200, me)
    if (path === '/warehouses') return send(res, 200, { data: Object.values(sites).map((s) => ({ id: s.floor.warehouse, name: s.floor.name, mode: 'own', lat: 0, lon: 0 })), next: null })
    if (path === '/layout') return send(res, 200, sites[warehouse].floor)
    if (path === '/live') return send(res, 200, motions[warehouse].live())
    if (path === '/devices') return send(res, 200, { data: devices(), next: null })
    if (path === '/tasks') return send(res, 200, { data: work.list(query), next: null })
    if (path.startsWith('/tasks/')) return send(res, 200, { task: work.get(id), step: work.step(work.get(id)) })
    if (path.startsWith('/orders/')) {
      const order = work.orders.get(id)
      if (!order) throw new Refusal(404, 'unknown_order', `no order "${id}"`)
      return send(res, 200, order)
    }
    if (path.startsWith('/items/')) {
      const item = itemOf(id)
      if (!item) throw new Refusal(404, 'unknown_sku', `no item "${id}"`)
      return send(res, 200, item)
    }
    if (path === '/events') return stream(req, res, query)
    throw new Refusal(404, 'no_such_route', `nothing at ${path}`)
  }

  async function write(req, res, path, me, token) {
    const content = await body(req)
    const key = req.headers['idempotency-key']
    if (path === '/logout') {
      sessions.delete(token)
      return send(res, 204)
    }
    if (!key) throw new Refusal(400, 'invalid_idempotency_key', 'the faces send an Idempotency-Key with every write')
    if (!answers.has(key)) answers.set(key, act(path, content, me))
    if (mood.drop > 0) {
      mood.drop--
      return req.socket.destroy()
    }
    const answer = answers.get(key)
    return send(res, answer === null ? 204 : 200, answer)
  }

  function act(path, content, me) {
    const [, noun, id, verb] = path.split('/').map(decodeURIComponent)
    if (noun === 'work') {
      const t = work.next(content.kinds, me.user)
      return t && { task: t, step: work.step(t) }
    }
    if (noun !== 'tasks') throw new Refusal(404, 'no_such_route', `nothing at ${path}`)
    if (verb === 'claim') {
      const t = work.claim(id, me.user)
      return { ...work.step(t), task_detail: t }
    }
    if (verb === 'confirm') return work.confirm(id, content, me.user)
    if (verb === 'exception') return work.except(id, content)
    throw new Refusal(404, 'no_such_route', `nothing at ${path}`)
  }

  function devices() {
    const view = (warehouse, id, klass, protocol, extra = {}) => ({ id, warehouse, class: klass, protocol, online: true, ready: true, mode: '', ...extra })
    const agvs = Object.values(motions).flatMap((m) => m.vehicles.map((v) => view(m.site.floor.warehouse, v.id, 'vehicle', 'VDA 5050', v.state === 'fault' ? { fault: 'path blocked', ready: false } : {})))
    return [...agvs, view('central', 'CRANE-1', 'crane', 'OPC UA'), view('central', 'CRANE-2', 'crane', 'OPC UA'), view('central', 'SORT-1', 'sorter', 'OPC UA'), view('central', 'VIS-1', 'vision', 'OPC UA')]
  }

  function stream(req, res, query) {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    res.live = query.get('live')
    res.write(': hello\n\n')
    streams.add(res)
    req.on('close', () => streams.delete(res))
  }

  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const close = () => {
        clearInterval(tick)
        for (const s of streams) s.end()
        server.closeAllConnections()
        server.close()
      }
      resolve({ url: `http://127.0.0.1:${server.address().port}`, began, close })
    })
  })
}

async function body(req) {
  let text = ''
  for await (const chunk of req) text += chunk
  return text === '' ? {} : JSON.parse(text)
}

function send(res, status, doc, type = 'application/json') {
  res.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': csp })
  res.end(doc === undefined || doc === null ? undefined : JSON.stringify(doc))
}

async function file(res, path) {
  const asset = path.startsWith('/assets/') || path === '/sw.js' || path === '/handheld.webmanifest' ? normalize(path) : '/index.html'
  try {
    const content = await readFile(join(app, asset))
    res.writeHead(200, { 'Content-Type': types[extname(asset)] ?? 'application/octet-stream', 'Content-Security-Policy': csp })
    res.end(content)
  } catch {
    res.writeHead(404).end()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--port')
  const { url } = await startMock(at > 0 ? Number(process.argv[at + 1]) : 8080)
  console.log(`mock of Aisle at ${url}/control (badge P-01, PIN 1234)`)
}
