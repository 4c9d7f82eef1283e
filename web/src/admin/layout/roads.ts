// The roadmap's edges. A site file has lanes, chains of nodes; the editor has
// edges, one between two nodes, and takes chains apart where one of them
// becomes different from its neighbours.
import { floorOf, put, type Lane, type Layout, type Roadmap } from './model'

export interface Edge {
  key: string // edge:A>B
  from: string
  to: string
  both: boolean
  speed: number // mm/s, 0: what the vehicle can
  unladen: boolean // for vehicles without a load only
  height: number // mm, 0: any
  lane: number
  at: number // which pair of the lane
}

export const edgeKey = (from: string, to: string) => `edge:${from}>${to}`

// endsOf reads a key of the selection.
export function endsOf(key: string): [string, string] | null {
  const m = /^edge:(.+)>(.+)$/.exec(key)
  return m ? [m[1]!, m[2]!] : null
}

const known = new WeakMap<Roadmap, Edge[]>()

export function edgesOf(layout: Layout): Edge[] {
  const r = layout.roadmap
  if (!r) return []
  let out = known.get(r)
  if (!out) {
    out = r.lanes.flatMap((l, lane) => l.through.slice(1).map((to, i): Edge => {
      const from = l.through[i]!
      return { key: edgeKey(from, to), from, to, both: l.both_ways === true, speed: l.max_speed_mm_per_s ?? 0, unladen: l.unladen_only === true, height: l.max_height_mm ?? 0, lane, at: i }
    }))
    known.set(r, out)
  }
  return out
}

const ways = new WeakMap<Roadmap, Map<string, Edge>>()

// edgeFor finds the edge that leads from one node to another.
export function edgeFor(layout: Layout, from: string, to: string): Edge | undefined {
  const r = layout.roadmap
  if (!r) return undefined
  let index = ways.get(r)
  if (!index) {
    index = new Map()
    for (const e of edgesOf(layout)) {
      for (const key of e.both ? [e.key, edgeKey(e.to, e.from)] : [e.key]) if (!index.has(key)) index.set(key, e)
    }
    ways.set(r, index)
  }
  return index.get(edgeKey(from, to))
}

export const edgesAt = (layout: Layout, node: string) => edgesOf(layout).filter((e) => e.from === node || e.to === node)

type Limits = Pick<Edge, 'both' | 'speed' | 'unladen' | 'height'>

// laneOf is a lane with the limits of an edge.
export const laneOf = (through: string[], l: Limits): Lane => ({
  through, ...(l.both ? { both_ways: true } : {}), ...(l.speed > 0 ? { max_speed_mm_per_s: l.speed } : {}), ...(l.unladen ? { unladen_only: true } : {}), ...(l.height > 0 ? { max_height_mm: l.height } : {}),
})

const withRoads = (layout: Layout, change: Partial<Roadmap>): Layout => ({ ...layout, roadmap: { ...layout.roadmap!, ...change } })

// connect joins two nodes. An edge the other way becomes one for both ways.
export function connect(layout: Layout, from: string, to: string, both: boolean): Layout {
  if (from === to || edgeFor(layout, from, to)) return layout
  const back = edgeFor(layout, to, from)
  if (back) return setEdge(layout, back, { both: true })
  return withRoads(layout, { lanes: [...layout.roadmap!.lanes, laneOf([from, to], { both, speed: 0, unladen: false, height: 0 })] })
}

// setEdge makes one edge different; turned: it leads the other way.
export function setEdge(layout: Layout, e: Edge, change: Partial<Limits> & { turned?: boolean }): Layout {
  const ends = change.turned ? [e.to, e.from] : [e.from, e.to]
  return replace(layout, e, [laneOf(ends, { ...e, ...change })])
}

export const cut = (layout: Layout, e: Edge): Layout => replace(layout, e, [])

// replace takes an edge out of its lane and puts others in its place.
function replace(layout: Layout, e: Edge, by: Lane[]): Layout {
  const lanes = layout.roadmap!.lanes
  const whole = lanes[e.lane]!
  const rest = [whole.through.slice(0, e.at + 1), whole.through.slice(e.at + 1)].map((through) => ({ ...whole, through }))
  const parts = [rest[0]!, ...by, rest[1]!].filter((l) => l.through.length > 1)
  return withRoads(layout, { lanes: [...lanes.slice(0, e.lane), ...parts, ...lanes.slice(e.lane + 1)] })
}

// splitEdge puts a node, which is there already, into the middle of an edge.
export function splitEdge(layout: Layout, e: Edge, node: string): Layout {
  return put(layout, ['roadmap', 'lanes', e.lane, 'through'], layout.roadmap!.lanes[e.lane]!.through.toSpliced(e.at + 1, 0, node))
}

// removeNode takes a node out, with its edges and whatever it served.
export function removeNode(layout: Layout, id: string): Layout {
  const r = layout.roadmap!
  const lanes = r.lanes.flatMap((l) => {
    if (!l.through.includes(id)) return [l]
    const runs: string[][] = [[]]
    for (const n of l.through) {
      if (n === id) runs.push([])
      else runs.at(-1)!.push(n)
    }
    return runs.filter((run) => run.length > 1).map((through) => ({ ...l, through }))
  })
  const without = (ids: string[]) => ids.filter((n) => n !== id)
  return withRoads(layout, {
    nodes: r.nodes.filter((n) => n.id !== id), lanes, stations: r.stations.filter((s) => s.node !== id), parking: without(r.parking), charging: without(r.charging),
  })
}

// renameNode gives a node another id everywhere.
export function renameNode(layout: Layout, id: string, next: string): Layout {
  const r = layout.roadmap!
  const one = (n: string) => (n === id ? next : n)
  return withRoads(layout, {
    nodes: r.nodes.map((n) => (n.id === id ? { ...n, id: next } : n)),
    lanes: r.lanes.map((l) => (l.through.includes(id) ? { ...l, through: l.through.map(one) } : l)),
    stations: r.stations.map((s) => (s.node === id ? { ...s, node: next } : s)),
    parking: r.parking.map(one), charging: r.charging.map(one),
    ...(r.doors ? { doors: r.doors.map((d) => ({ ...d, between: d.between.map(one) })) } : {}),
    ...(r.lifts ? { lifts: r.lifts.map((l) => ({ ...l, stops: l.stops.map((s) => ({ ...s, node: one(s.node) })) })) } : {}),
  })
}

export type Purpose = 'through' | 'parking' | 'charging' | 'station'

export function purposeOf(r: Roadmap, node: string): { purpose: Purpose; location: string } {
  const stop = r.stations.find((s) => s.node === node)
  if (stop) return { purpose: 'station', location: stop.location }
  return { purpose: r.parking.includes(node) ? 'parking' : r.charging.includes(node) ? 'charging' : 'through', location: '' }
}

// setPurpose says what a node is for: one thing at a time.
export function setPurpose(layout: Layout, node: string, purpose: Purpose, location = ''): Layout {
  const r = layout.roadmap!
  const keep = (ids: string[], of: Purpose) => (purpose === of ? [...ids.filter((n) => n !== node), node] : ids.filter((n) => n !== node))
  const stations = r.stations.filter((s) => s.node !== node && (purpose !== 'station' || s.location !== location))
  return withRoads(layout, {
    parking: r.parking.includes(node) && purpose === 'parking' ? r.parking : keep(r.parking, 'parking'),
    charging: r.charging.includes(node) && purpose === 'charging' ? r.charging : keep(r.charging, 'charging'),
    stations: purpose === 'station' ? [...stations, { location, node }] : stations,
  })
}

// addNode draws a node on a floor.
export function addNode(layout: Layout, id: string, x: number, y: number, floor: string): Layout {
  const r: Roadmap = layout.roadmap ?? { map: 'floor', nodes: [], lanes: [], stations: [], parking: [], charging: [] }
  return { ...layout, roadmap: { ...r, nodes: [...r.nodes, { id, x_mm: x, y_mm: y, ...(floor === '' ? {} : { map: floor }) }] } }
}

// purposes tells for all nodes at once what they are for.
export function purposes(r: Roadmap): Map<string, Purpose> {
  const out = new Map<string, Purpose>()
  for (const id of r.parking) out.set(id, 'parking')
  for (const id of r.charging) out.set(id, 'charging')
  for (const s of r.stations) out.set(s.node, 'station')
  return out
}

// onFloor are the edges between nodes of one floor.
export function edgesOn(layout: Layout, floor: string): (Edge & { x1: number; y1: number; x2: number; y2: number })[] {
  const r = layout.roadmap
  if (!r) return []
  const nodes = new Map(r.nodes.filter((n) => floorOf(r, n) === floor).map((n) => [n.id, n]))
  return edgesOf(layout).flatMap((e) => {
    const a = nodes.get(e.from)
    const b = nodes.get(e.to)
    return a && b ? [{ ...e, x1: a.x_mm, y1: a.y_mm, x2: b.x_mm, y2: b.y_mm }] : []
  })
}
