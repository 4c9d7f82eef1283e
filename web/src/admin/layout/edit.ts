// What can be done to the selected things of a layout. Each edit answers the
// next layout; coordinates stay whole mm from 0.
import { addNode, cut, edgeFor, edgesOf, endsOf, laneOf, removeNode } from './roads'
import { at, find, large, middle, put, things, type Box, type Layout, type Path, type Point, type Rack, type ShelfArea, type Sort, type Thing } from './model'

export type Sides = 'west' | 'centre' | 'east' | 'south' | 'middle' | 'north'

// chosen are the selected things. An edge stands for its two nodes, and what
// goes along with something selected is left to it.
export function chosen(layout: Layout, keys: Iterable<string>): Thing[] {
  const wanted = new Set<string>()
  for (const key of keys) {
    const ends = endsOf(key)
    if (ends) ends.forEach((n) => wanted.add(`node:${n}`))
    else wanted.add(key)
  }
  return [...wanted].flatMap((key) => find(layout, key) ?? []).filter((t) => !wanted.has(t.within))
}

// parts are the things that go along with one: P&D stations with their rack.
const parts = (layout: Layout, t: Thing) => things(layout).filter((o) => o.within === t.key)

// points are the paths of all coordinates of a thing and of its parts.
function points(layout: Layout, t: Thing): Path[] {
  const own: Path[] = t.sort === 'zone' ? (at(layout, t.path) as { corners: Point[] }).corners.map((_, i) => [...t.path, 'corners', i]) : [t.path]
  return [...own, ...parts(layout, t).map((p) => p.path)]
}

const place = (layout: Layout, path: Path, x: number, y: number) =>
  put(layout, path, { ...(at(layout, path) as object), x_mm: Math.max(0, Math.round(x)), y_mm: Math.max(0, Math.round(y)) })

// moveBy moves what is selected, as far as nothing comes below 0.
export function moveBy(layout: Layout, keys: Iterable<string>, dx: number, dy: number): Layout {
  const paths = chosen(layout, keys).flatMap((t) => points(layout, t))
  const now = paths.map((p) => at(layout, p) as Point)
  const mx = Math.round(Math.max(dx, -Math.min(...now.map((p) => p.x_mm))))
  const my = Math.round(Math.max(dy, -Math.min(...now.map((p) => p.y_mm))))
  if (paths.length === 0 || (mx === 0 && my === 0)) return layout
  return paths.reduce((l, path, i) => place(l, path, now[i]!.x_mm + mx, now[i]!.y_mm + my), layout)
}

// extent is what counts of a thing for aligning: places count as points.
const extent = (t: Thing): Box => (large.has(t.sort) ? t.box : { ...middle(t.box), w: 0, d: 0 })

export function around(all: Thing[]): Box {
  const boxes = all.map(extent)
  const x = Math.min(...boxes.map((b) => b.x))
  const y = Math.min(...boxes.map((b) => b.y))
  return { x, y, w: Math.max(...boxes.map((b) => b.x + b.w)) - x, d: Math.max(...boxes.map((b) => b.y + b.d)) - y }
}

export function align(layout: Layout, keys: Iterable<string>, side: Sides): Layout {
  const all = chosen(layout, keys)
  if (all.length < 2) return layout
  const whole = around(all)
  const shift = (b: Box): [number, number] => {
    switch (side) {
      case 'west': return [whole.x - b.x, 0]
      case 'east': return [whole.x + whole.w - b.x - b.w, 0]
      case 'centre': return [whole.x + whole.w / 2 - b.x - b.w / 2, 0]
      case 'south': return [0, whole.y - b.y]
      case 'north': return [0, whole.y + whole.d - b.y - b.d]
      case 'middle': return [0, whole.y + whole.d / 2 - b.y - b.d / 2]
    }
  }
  return all.reduce((l, t) => moveBy(l, [t.key], ...shift(extent(t))), layout)
}

// distribute spaces things evenly between the first and the last.
export function distribute(layout: Layout, keys: Iterable<string>, along: 'x' | 'y'): Layout {
  const all = chosen(layout, keys).map((t) => ({ key: t.key, m: middle(extent(t))[along] })).sort((a, b) => a.m - b.m)
  if (all.length < 3) return layout
  const first = all[0]!.m
  const step = (all.at(-1)!.m - first) / (all.length - 1)
  return all.reduce((l, t, i) => {
    const by = first + i * step - t.m
    return along === 'x' ? moveBy(l, [t.key], by, 0) : moveBy(l, [t.key], 0, by)
  }, layout)
}

// mayTurn tells whether things can be turned by a quarter: aisles of shelves
// run north, those of racks east or west, and fields lie along the walls.
export const mayTurn = (all: Thing[]) => all.every((t) => !large.has(t.sort) || t.sort === 'zone')

// turn turns things around their common middle, by a quarter (to the left) or
// by half. Nothing is pushed out of the building at 0.
export function turn(layout: Layout, keys: Iterable<string>, by: 'quarter' | 'half'): Layout {
  const all = chosen(layout, keys)
  if (all.length === 0 || (by === 'quarter' && !mayTurn(all))) return layout
  const centre = middle(around(all))
  const map = (x: number, y: number): [number, number] => (by === 'half' ? [2 * centre.x - x, 2 * centre.y - y] : [centre.x - (y - centre.y), centre.y + (x - centre.x)])
  return all.reduce((l, t) => {
    if (t.sort === 'area') return turnArea(l, t, centre)
    let next = points(l, t).reduce((n, path) => {
      const p = at(n, path) as Point
      return place(n, path, ...map(p.x_mm, p.y_mm))
    }, l)
    if (t.sort === 'rack') next = put(next, [...t.path, 'runs'], (at(next, t.path) as Rack).runs === 'west' ? 'east' : 'west')
    if (t.sort === 'field') next = keepCorner(next, t)
    return next
  }, layout)
}

// A shelf area is the same from both sides; the aisle at which tours begin
// comes to the other end.
function turnArea(layout: Layout, t: Thing, centre: { x: number; y: number }): Layout {
  const s = at(layout, t.path) as ShelfArea
  const m = middle(t.box)
  const moved = moveBy(layout, [t.key], 2 * (centre.x - m.x), 2 * (centre.y - m.y))
  return put(moved, [...t.path, 'depot_aisle'], s.aisles + 1 - s.depot_aisle)
}

// The place of a field is its south-west cell, which turned is another.
function keepCorner(layout: Layout, t: Thing): Layout {
  const f = at(layout, t.path) as { x_mm: number; y_mm: number; columns: number; rows: number; pitch_mm: number }
  return place(layout, t.path, f.x_mm - (f.columns - 1) * f.pitch_mm, f.y_mm - (f.rows - 1) * f.pitch_mm)
}

const removable = new Set(['area', 'rack', 'bench', 'dock', 'place', 'zone', 'pick'])
export const mayRemove = (t: Thing) => removable.has(t.sort) || t.sort === 'node' || (t.sort === 'pnd' || t.sort === 'spot' || t.sort === 'induction' || (t.sort === 'chute' && t.kind !== 'reject'))

// remove takes things out, edges first. Stops for a place that is gone go too.
export function remove(layout: Layout, keys: Iterable<string>): Layout {
  let next = layout
  const gone = new Set<string>()
  const list = [...keys]
  for (const key of list) {
    const ends = endsOf(key)
    const e = ends && edgeFor(next, ...ends)
    if (e) next = cut(next, e)
  }
  for (const key of list) {
    const t = endsOf(key) ? undefined : find(next, key)
    if (!t || !mayRemove(t)) continue
    if (t.sort === 'node') {
      next = removeNode(next, t.id)
      continue
    }
    for (const p of [t, ...parts(next, t)]) if (p.key.startsWith('at:')) gone.add(p.id)
    const index = t.path.at(-1) as number
    next = put(next, t.path.slice(0, -1), (at(next, t.path.slice(0, -1)) as unknown[]).toSpliced(index, 1))
  }
  const r = next.roadmap
  if (r?.stations.some((s) => gone.has(s.location))) next = put(next, ['roadmap', 'stations'], r.stations.filter((s) => !gone.has(s.location)))
  return next
}

// renamePlace gives a place another id; vehicles stop for it as before.
export function renamePlace(layout: Layout, t: Thing, id: string): Layout {
  const block = at(layout, t.path) as Record<string, unknown>
  const named = put(layout, [...t.path, 'location' in block && !('id' in block) ? 'location' : 'id'], id)
  const r = named.roadmap
  if (!t.key.startsWith('at:') || !r) return named
  return put(named, ['roadmap', 'stations'], r.stations.map((s) => (s.location === t.id ? { ...s, location: id } : s)))
}

// freeID is a new id: the next number after those that begin alike.
export function freeID(layout: Layout, prefix: string): string {
  const taken = new Set([...things(layout).map((t) => t.id), ...(layout.roadmap?.nodes ?? []).map((n) => n.id)])
  for (let n = 1; ; n++) if (!taken.has(`${prefix}${n}`)) return `${prefix}${n}`
}

export const templates = ['dock_in', 'dock_out', 'staging', 'tote_stack', 'handover', 'check', 'bench', 'area', 'rack', 'zone'] as const
export type Template = (typeof templates)[number]

// add draws a new thing of usual size around a point.
export function add(layout: Layout, what: Template, x: number, y: number, floor = ''): { layout: Layout; key: string } {
  const p = { x_mm: Math.max(0, x), y_mm: Math.max(0, y) }
  const into = (list: string, group: string, block: { id: string }) => ({ layout: put(layout, [list], [...((at(layout, [list]) as unknown[]) ?? []), block]), key: `${group}:${block.id}` })
  const zoneOf = (list: { zone?: string }[] | undefined, otherwise: string) => list?.[0]?.zone ?? otherwise
  switch (what) {
    case 'dock_in':
    case 'dock_out': {
      const direction = what.slice(5)
      const alike = layout.docks.find((d) => d.direction === direction) as { zone?: string } | undefined
      return into('docks', 'at', { id: freeID(layout, direction === 'in' ? 'IN-' : 'OUT-'), zone: alike?.zone ?? (direction === 'in' ? 'receiving' : 'shipping'), direction, ...p } as { id: string })
    }
    case 'bench':
      return into('benches', 'at', { id: freeID(layout, 'BENCH-'), zone: zoneOf(layout.benches as { zone?: string }[], 'packing'), ...p } as { id: string })
    case 'area':
      return into('shelf_areas', 'area', newArea(layout, p) as unknown as { id: string })
    case 'rack':
      return into('racks', 'rack', newRack(layout, p) as unknown as { id: string })
    case 'zone': {
      const id = freeID(layout, 'Z-')
      const corners = [[-2000, -1500], [2000, -1500], [2000, 1500], [-2000, 1500]].map(([dx, dy]) => ({ x_mm: Math.max(0, x + dx!), y_mm: Math.max(0, y + dy!) }))
      const zone = { id, kind: 'speed_limit', max_speed_mm_per_s: 500, corners, ...(floor === '' ? {} : { map: floor }) }
      return { layout: put(layout, ['roadmap', 'zones'], [...(layout.roadmap?.zones ?? []), zone]), key: `zone:${id}` }
    }
    default: {
      const prefix = { staging: 'STAGE-', tote_stack: 'TOTES-', handover: 'HANDOVER-', check: 'CHECK-' }[what]
      return into('places', 'at', { id: freeID(layout, prefix), kind: what, zone: zoneOf(layout.places.filter((o) => o.kind === what) as { zone?: string }[], 'shipping'), ...p } as { id: string })
    }
  }
}

const letters = 'STUVWXYZABCDEFGHIJKLMNOPQR'

function newArea(layout: Layout, p: Point): object {
  const like = layout.shelf_areas?.[0]
  const taken = new Set(layout.shelf_areas?.map((s) => s.id))
  const id = [...letters].find((l) => !taken.has(l)) ?? freeID(layout, 'S')
  return {
    zone: 'shelves', aisle_spacing_mm: 2700, aisle_width_mm: 1700, shelf_depth_mm: 500, bay_width_mm: 1000, cross_aisle_mm: 2000,
    levels: 4, level_height_mm: 450, positions_per_bay: 2, ...like, id, ...p, aisles: 2, blocks: 1, bays_per_block: 4, depot_aisle: 1,
  }
}

// A rack needs a crane of the site file; the check says which are there.
function newRack(layout: Layout, p: Point): object {
  const like = layout.racks?.[0]
  const id = freeID(layout, 'R')
  return {
    zone: 'rack', levels: 8, level_pitch_mm: 1500, cell_max_g: 500_000, bay_pitch_mm: 1000, cell_depth_mm: 1250, aisle_width_mm: 1500, depth: 1, device: '', ...like,
    id, aisle: (layout.racks?.length ?? 0) + 1, ...p, runs: 'west', bays: 10,
    ...(like ? { device: '?' } : {}),
    pnds: [
      { number: 1, direction: 'in', location: `${id}-IN-1`, x_mm: p.x_mm + 3000, y_mm: p.y_mm + 1000, crane_x_mm: -800 },
      { number: 2, direction: 'out', location: `${id}-OUT-1`, x_mm: p.x_mm + 3000, y_mm: Math.max(0, p.y_mm - 1000), crane_x_mm: -800 },
    ],
  }
}

// draw puts a new node down, joined to another if one is named.
export function drawNode(layout: Layout, x: number, y: number, floor: string): { layout: Layout; key: string } {
  const id = freeID(layout, 'N')
  return { layout: addNode(layout, id, Math.max(0, x), Math.max(0, y), floor), key: `node:${id}` }
}

// copied are the sorts that are no machine and belong to none.
export const copied = new Set<Sort>(['node', 'place', 'bench', 'dock', 'area', 'zone'])

// copy draws nodes and places once more beside themselves, with the edges
// between the copied nodes.
export function copy(layout: Layout, keys: Iterable<string>, dx: number, dy: number): { layout: Layout; keys: string[] } {
  const renamed = new Map<string, string>()
  const out: string[] = []
  let next = layout
  for (const t of chosen(layout, keys)) {
    const block = at(layout, t.path) as Point & { id: string }
    if (!copied.has(t.sort)) continue
    const id = t.sort === 'area' ? (newArea(next, block) as { id: string }).id : freeID(next, t.id.replace(/\d+$/, ''))
    const moved = t.sort === 'zone' ? { ...block, id } : { ...block, id, x_mm: Math.max(0, block.x_mm + dx), y_mm: Math.max(0, block.y_mm + dy) }
    const list = t.path.slice(0, -1)
    next = put(next, list, [...(at(next, list) as unknown[]), t.sort === 'bench' ? { ...moved, chutes: undefined } : moved])
    const key = `${t.key.split(':')[0]}:${id}`
    if (t.sort === 'zone') next = moveBy(next, [key], dx, dy)
    if (t.sort === 'node') renamed.set(t.id, id)
    out.push(key)
  }
  const inner = edgesOf(layout).filter((e) => renamed.has(e.from) && renamed.has(e.to))
  if (inner.length > 0) next = put(next, ['roadmap', 'lanes'], [...next.roadmap!.lanes, ...inner.map((e) => laneOf([renamed.get(e.from)!, renamed.get(e.to)!], e))])
  return { layout: next, keys: out }
}
