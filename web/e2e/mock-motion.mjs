// The moving part of the mock: vehicles that drive the roadmap and wait for
// each other, cranes, chutes, people, counts of orders. Enough to look at and
// to test the faces with; the twin is the real thing.

const speedMMPerS = 2600
const states = ['backordered', 'partly_promised', 'promised', 'released', 'picking', 'packed', 'shipped']

// A small repeatable random source (mulberry32).
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export class Motion {
  constructor(site, seed, emit) {
    this.site = site
    this.rnd = random(seed)
    this.emit = emit
    this.at = new Map(site.floor.nodes.map((n) => [n.id, n]))
    this.out = new Map()
    for (const e of site.floor.edges) this.out.set(e.from, [...(this.out.get(e.from) ?? []), e.to])
    this.held = new Map()
    this.time = Date.UTC(2010, 4, 6, 9, 12, 0)
    this.mission = 4200
    this.orders = { backordered: 3, partly_promised: 2, promised: 41, released: 18, picking: 27, packed: 12, partly_shipped: 1, shipped: 1284, cancelled: 4 }
    this.vehicles = Array.from({ length: site.vehicles }, (_, i) => this.newVehicle(i))
    const aisles = site.floor.shapes.filter((s) => s.kind === 'crane_aisle')
    this.cranes = aisles.map((s, i) => ({ id: `CRANE-${i + 1}`, aisle: s, bay: 10 + i * 17, level: 3, goal: 30, goalLevel: 5, state: 'idle', load: '', rest: 1 }))
    this.chutes = site.floor.shapes.filter((s) => s.kind === 'chute').map((s, i) => ({ number: i + 1, label: s.id, count: Math.floor(this.rnd() * 12), full: false }))
    if (this.chutes.length > 0) this.chutes.unshift({ number: 0, label: 'REJ', count: 1, full: false })
    this.people = Array.from({ length: site.floor.warehouse === 'central' ? 14 : 5 }, (_, i) => this.newPerson(i))
    this.alarms = site.floor.warehouse !== 'central' ? [] : [
      { id: 'al-2', since: new Date(this.time - 190000).toISOString(), source: 'AGV-07', code: 'vehicle_blocked', message: 'AGV-07 can’t reach the station: something stands in its way', level: 'critical' },
      { id: 'al-1', since: new Date(this.time - 610000).toISOString(), source: 'SORT-1', code: 'chute_full', message: 'Chute 5 is full', level: 'warning' },
    ]
  }

  newVehicle(i) {
    const free = [...this.at.keys()].filter((id) => !this.held.has(id))
    const node = free[Math.floor(this.rnd() * free.length)]
    const n = this.at.get(node)
    const v = { id: `AGV-${String(i + 1).padStart(2, '0')}`, node, x: n.x_mm, y: n.y_mm, theta: 0, battery: 260 + this.rnd() * 700, path: [], rest: i * 0.4, state: 'idle', load: '', mission: '', waits: '' }
    this.held.set(node, v.id)
    return v
  }

  newPerson(i) {
    const places = this.site.floor.shapes.filter((s) => ['shelf', 'bench', 'station', 'induction', 'dock_out'].includes(s.kind))
    const fixed = places.filter((s) => s.kind !== 'shelf')
    const s = i < fixed.length && i % 2 === 0 ? fixed[i] : places[Math.floor(this.rnd() * places.length)]
    const p = { id: `P-${String(i + 1).padStart(2, '0')}`, places, home: s.kind === 'shelf' ? null : s, rest: this.rnd() * 6, kind: s.kind === 'shelf' ? 'pick' : 'pack' }
    Object.assign(p, spot(s, this.rnd))
    p.gx = p.x
    p.gy = p.y
    return p
  }

  step(dt) {
    this.time += dt * 10_000 // ten times real time
    for (const v of this.vehicles) this.stepVehicle(v, dt)
    for (const c of this.cranes) this.stepCrane(c, dt)
    for (const p of this.people) this.stepPerson(p, dt)
    if (this.chutes.length > 0 && this.rnd() < dt * 2.2) this.divert()
    if (this.rnd() < dt * 0.9) this.advanceOrders()
  }

  stepVehicle(v, dt) {
    if (v.id === 'AGV-07') { v.state = 'fault'; v.waits = 'clear path'; return }
    if (v.rest > 0) {
      v.rest -= dt
      if (v.state === 'charging') v.battery = Math.min(1000, v.battery + dt * 14)
      return
    }
    if (v.path.length === 0) return this.nextMission(v)
    const next = v.path[0]
    if (this.held.get(next) !== v.id) {
      if (this.held.has(next)) return this.blocked(v, next, dt)
      this.held.set(next, v.id)
    }
    v.state = 'driving'
    v.waits = ''
    v.blockedS = 0
    v.battery -= dt * 1.2
    const n = this.at.get(next)
    const dx = n.x_mm - v.x
    const dy = n.y_mm - v.y
    const left = Math.hypot(dx, dy)
    const heading = Math.atan2(dy, dx)
    const turn = Math.atan2(Math.sin(heading - v.theta), Math.cos(heading - v.theta))
    if (left > 1 && Math.abs(turn) > 0.05) {
      v.theta += Math.sign(turn) * Math.min(Math.abs(turn), dt * 3)
      return
    }
    const reach = speedMMPerS * dt
    if (reach < left) {
      v.x += (dx / left) * reach
      v.y += (dy / left) * reach
      return
    }
    v.x = n.x_mm
    v.y = n.y_mm
    this.held.delete(v.node)
    v.node = next
    v.path.shift()
    if (v.path.length === 0) this.arrive(v)
  }

  blocked(v, next, dt) {
    v.state = 'waiting'
    v.waits = this.held.get(next)
    v.blockedS = (v.blockedS ?? 0) + dt
    if (v.blockedS > 3 + this.rnd() * 3) {
      v.blockedS = 0
      v.path = [] // look for another way
    }
  }

  arrive(v) {
    v.state = v.node.startsWith('PARK') ? 'charging' : 'handling'
    v.rest = v.state === 'charging' ? 14 : 2.5
    if (v.state !== 'handling') return
    if (v.load) {
      this.emit('mission.done', v.mission, { device: v.id })
      v.load = ''
      v.mission = ''
    } else {
      v.load = `PAL-${1000 + Math.floor(this.rnd() * 9000)}`
      v.mission = `M-${++this.mission}`
      this.emit('mission.assigned', v.mission, { device: v.id })
    }
  }

  nextMission(v) {
    const tired = v.battery < 200 && this.site.parks > 0
    const goals = tired ? Array.from({ length: this.site.parks }, (_, i) => `PARK${i}`) : this.site.goals
    const wanted = new Set(this.vehicles.map((o) => o.path.at(-1)))
    const free = goals.filter((g) => !this.held.has(g) && !wanted.has(g))
    const goal = free[Math.floor(this.rnd() * free.length)] ?? v.node
    v.path = this.shortest(v.node, goal, v.id) ?? []
    if (v.path.length === 0) { v.state = 'idle'; v.rest = 0.6 }
  }

  // shortest is a breadth-first way that prefers free nodes.
  shortest(from, to, who) {
    for (const avoid of [true, false]) {
      const came = new Map([[from, null]])
      const queue = [from]
      while (queue.length > 0) {
        const at = queue.shift()
        if (at === to) {
          const path = []
          for (let n = to; n !== from; n = came.get(n)) path.unshift(n)
          return path
        }
        for (const n of this.out.get(at) ?? []) {
          if (came.has(n) || (avoid && this.held.has(n) && this.held.get(n) !== who)) continue
          came.set(n, at)
          queue.push(n)
        }
      }
    }
    return null
  }

  stepCrane(c, dt) {
    if (c.rest > 0) { c.rest -= dt; return }
    const gap = c.goal - c.bay
    c.state = 'driving'
    c.bay += Math.sign(gap) * Math.min(Math.abs(gap), dt * 7)
    c.level += Math.sign(c.goalLevel - c.level) * Math.min(Math.abs(c.goalLevel - c.level), dt * 2)
    if (Math.abs(gap) > 0.01) return
    c.state = 'handling'
    c.rest = 1.6
    c.load = c.load ? '' : `PAL-${1000 + Math.floor(this.rnd() * 9000)}`
    c.goal = c.goal === 0 ? 2 + Math.floor(this.rnd() * 45) : 0
    c.goalLevel = c.goal === 0 ? 1 : 1 + Math.floor(this.rnd() * 8)
  }

  stepPerson(p, dt) {
    const dx = p.gx - p.x
    const dy = p.gy - p.y
    const left = Math.hypot(dx, dy)
    if (left > 50) {
      const reach = Math.min(left, 1900 * dt)
      // Along the aisle first, as people in aisles do.
      if (Math.abs(dy) > 60 && Math.abs(dx) > 1500) p.x += Math.sign(dx) * reach
      else { p.x += (dx / left) * reach; p.y += (dy / left) * reach }
      return
    }
    p.rest -= dt
    if (p.rest > 0) return
    p.rest = 2 + this.rnd() * 7
    const s = p.home ?? p.places[Math.floor(this.rnd() * p.places.length)]
    const to = spot(s, this.rnd)
    p.gx = to.x
    p.gy = to.y
  }

  divert() {
    const c = this.chutes[1 + Math.floor(this.rnd() * (this.chutes.length - 1))]
    if (c.count >= 18) c.count = c.number === 5 ? 18 : Math.floor(this.rnd() * 4)
    else c.count++
    c.full = c.count >= 18
    this.emit('sorter.diverted', `00350123${String(Math.floor(this.rnd() * 1e10)).padStart(10, '0')}`, { to: c.label })
  }

  advanceOrders() {
    const i = Math.floor(this.rnd() * (states.length - 2)) + 1
    const id = `5${10000 + Math.floor(this.rnd() * 9000)}`
    if (this.rnd() < 0.3 || this.orders[states[i]] < 3) {
      this.orders.promised++
      return this.emit('order.placed', id, {})
    }
    this.orders[states[i]]--
    this.orders[states[i + 1]]++
    this.emit(`order.${states[i + 1] === 'released' ? 'released' : states[i + 1]}`, id, {})
  }

  live() {
    const busy = this.vehicles.filter((v) => ['driving', 'handling', 'waiting'].includes(v.state)).length
    const wave = Math.sin(this.time / 400000)
    return {
      warehouse: this.site.floor.warehouse,
      time: new Date(this.time).toISOString(),
      vehicles: this.vehicles.map((v) => ({
        id: v.id, x_mm: Math.round(v.x), y_mm: Math.round(v.y), theta_mrad: Math.round(v.theta * 1000),
        battery_permille: Math.round(v.battery), state: v.state,
        ...(v.load ? { load: v.load } : {}), ...(v.mission ? { mission: v.mission } : {}),
        ...(v.waits ? { waits: v.waits } : {}), ...(v.path.length > 0 ? { route: v.path.slice(0, 4) } : {}),
      })),
      cranes: this.cranes.map((c) => ({
        id: c.id, x_mm: c.aisle.x_mm + 1500 + Math.round(c.bay * 1400), y_mm: c.aisle.y_mm + c.aisle.depth_mm / 2,
        bay: Math.round(c.bay), level: Math.round(c.level), state: c.state, ...(c.load ? { load: c.load } : {}),
      })),
      chutes: this.chutes,
      people: this.people.map((p) => ({ id: p.id, x_mm: Math.round(p.x), y_mm: Math.round(p.y), kind: p.kind })),
      orders: { ...this.orders },
      alarms: this.alarms,
      kpis: {
        orders_per_hour: 212 + wave * 24 + this.rnd() * 6, lines_per_hour: 5310 + wave * 420 + this.rnd() * 160,
        missions_per_hour: busy > 0 ? 148 + wave * 12 + this.rnd() * 5 : 0, crane_missions_per_hour: 61 + wave * 6 + this.rnd() * 3,
        diverts_per_hour: 640 - wave * 45 + this.rnd() * 20,
      },
      ...(this.cranes.length > 0 ? { fill: { 1: [812, 960], 2: [487, 960] } } : {}),
    }
  }
}

function spot(s, rnd) {
  if (s.kind !== 'shelf') return { x: s.x_mm + s.width_mm / 2, y: s.y_mm + s.depth_mm + 600 }
  const east = s.id.endsWith('E')
  return { x: s.x_mm + (east ? -500 : s.width_mm + 500), y: s.y_mm + s.depth_mm * rnd() }
}
