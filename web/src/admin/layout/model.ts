// What a layout is made of, as the editor sees it: things with an id and a
// place, and the box that each takes on the floor (mm, y upwards). A layout is
// JSON with the keys of a site file, and is never changed in place: an edit
// makes the next one, which shares what stayed the same.

export interface Point { x_mm: number; y_mm: number }
export interface RoadNode extends Point { id: string; map?: string }
export interface Lane { through: string[]; both_ways?: boolean; max_speed_mm_per_s?: number; unladen_only?: boolean; max_height_mm?: number }
export interface Stop { location: string; node: string }
export interface RoadZone { id: string; kind: string; map?: string; corners: Point[] }
export interface Lift { stops: { node: string }[] }
export interface Roadmap {
  map: string
  nodes: RoadNode[]
  lanes: Lane[]
  stations: Stop[]
  parking: string[]
  charging: string[]
  doors?: { between: string[] }[]
  lifts?: Lift[]
  zones?: RoadZone[]
}
export interface ShelfArea extends Point {
  id: string
  aisles: number
  aisle_spacing_mm: number
  aisle_width_mm: number
  shelf_depth_mm: number
  blocks: number
  bays_per_block: number
  bay_width_mm: number
  cross_aisle_mm: number
  depot_aisle: number
}
export interface PnD extends Point { location: string; direction: string }
export interface Rack extends Point {
  id: string
  runs: string
  bays: number
  depth: number
  bay_pitch_mm: number
  cell_depth_mm: number
  aisle_width_mm: number
  pnds: PnD[]
}
interface Spot extends Point { id: string }
interface Chute extends Point { location: string }
interface Field extends Point { pitch_mm: number; columns: number; rows: number }
interface Sorter { id: string; inductions: Spot[]; chutes: Chute[]; reject: Chute; field?: Field }
export interface Layout {
  width_mm: number
  depth_mm: number
  shelf_areas?: ShelfArea[]
  racks?: Rack[]
  pick_stations?: (Spot & { places: Spot[] })[]
  benches: Spot[]
  sorters?: Sorter[]
  conveyors?: { stations: (Partial<Point> & { location: string })[] }[]
  vision?: { place: Spot; pass: Spot; check: Spot }[]
  docks: (Spot & { direction: string })[]
  places: (Spot & { kind: string })[]
  roadmap?: Roadmap
}

export type Path = (string | number)[]
export interface Box { x: number; y: number; w: number; d: number }

// Sorts of things; those with a box of their own size first.
export type Sort = 'area' | 'rack' | 'field' | 'zone' | 'node' | 'pick' | 'pnd' | 'spot' | 'bench' | 'induction' | 'chute' | 'conveyor' | 'vision' | 'dock' | 'place'
export interface Thing {
  key: string // of the selection: a group and the id
  sort: Sort
  id: string
  path: Path // of the block with x_mm and y_mm
  kind: string // of places, docks and zones; else ''
  box: Box
  within: string // the key of what it goes along with
}

export const large = new Set<Sort>(['area', 'rack', 'field', 'zone'])

type Any = Record<string | number, unknown>

export function at(layout: Layout, path: Path): unknown {
  return path.reduce<unknown>((v, key) => (v as Any | undefined)?.[key], layout)
}

// put is the layout with another value at a path; undefined takes the key away.
export function put<T>(block: T, path: Path, value: unknown): T {
  const [key, ...rest] = path
  if (key === undefined) return value as T
  const copy = (Array.isArray(block) ? [...block] : { ...(block as object) }) as Any
  const next = rest.length === 0 ? value : put(copy[key] ?? (typeof rest[0] === 'number' ? [] : {}), rest, value)
  if (next === undefined && !Array.isArray(copy)) delete copy[key]
  else copy[key] = next
  return copy as T
}

const sizes: Partial<Record<string, [w: number, d: number]>> = {
  bench: [2400, 1200], dock: [3000, 1200], induction: [1600, 1200], staging: [1600, 1600], tote_stack: [1600, 1600], pick: [1000, 1000],
}
const usual: [number, number] = [1200, 1200]

function around(p: Point, [w, d]: [number, number]): Box {
  return { x: p.x_mm - w / 2, y: p.y_mm - d / 2, w, d }
}

export function areaBox(s: ShelfArea): Box {
  const side = s.aisle_width_mm / 2 + s.shelf_depth_mm
  return {
    x: s.x_mm - side, y: s.y_mm + s.cross_aisle_mm / 2,
    w: (s.aisles - 1) * s.aisle_spacing_mm + 2 * side,
    d: s.blocks * (s.bays_per_block * s.bay_width_mm + s.cross_aisle_mm) - s.cross_aisle_mm,
  }
}

export function rackBox(r: Rack): Box {
  const w = r.bays * r.bay_pitch_mm
  const half = r.aisle_width_mm / 2 + r.depth * r.cell_depth_mm
  return { x: r.runs === 'west' ? r.x_mm - w : r.x_mm, y: r.y_mm - half, w, d: 2 * half }
}

function zoneBox(corners: Point[]): Box {
  const xs = corners.map((c) => c.x_mm)
  const ys = corners.map((c) => c.y_mm)
  const x = Math.min(...xs)
  const y = Math.min(...ys)
  return { x, y, w: Math.max(...xs) - x, d: Math.max(...ys) - y }
}

// floorOf is the floor of a node or zone: '' is the roadmap's own.
export const floorOf = (r: Roadmap | undefined, of: { map?: string }) => (of.map === undefined || of.map === r?.map ? '' : of.map)

// floors lists the other floors of a roadmap after its own.
export function floors(layout: Layout): string[] {
  const r = layout.roadmap
  return [...new Set(['', ...(r?.nodes ?? []).map((n) => floorOf(r, n))])]
}

const listed = new WeakMap<Layout, Map<string, Thing[]>>()

// things lists what stands on a floor, roads without their edges.
export function things(layout: Layout, floor = ''): Thing[] {
  const known = listed.get(layout)?.get(floor)
  if (known) return known
  const out = floor === '' ? ground(layout) : []
  const r = layout.roadmap
  r?.zones?.forEach((z, i) => { if (floorOf(r, z) === floor) out.push({ key: `zone:${z.id}`, sort: 'zone', id: z.id, kind: z.kind, path: ['roadmap', 'zones', i], box: zoneBox(z.corners), within: '' }) })
  r?.nodes.forEach((n, i) => { if (floorOf(r, n) === floor) out.push({ key: `node:${n.id}`, sort: 'node', id: n.id, kind: '', path: ['roadmap', 'nodes', i], box: around(n, [0, 0]), within: '' }) })
  const byFloor = listed.get(layout) ?? new Map<string, Thing[]>()
  listed.set(layout, byFloor.set(floor, out))
  return out
}

function ground(layout: Layout): Thing[] {
  const out: Thing[] = []
  const spot = (sort: Sort, id: string, p: Point, path: Path, within = '', kind = '') =>
    out.push({ key: `at:${id}`, sort, id, kind, path, box: around(p, sizes[kind] ?? sizes[sort] ?? usual), within })
  layout.shelf_areas?.forEach((s, i) => out.push({ key: `area:${s.id}`, sort: 'area', id: s.id, kind: '', path: ['shelf_areas', i], box: areaBox(s), within: '' }))
  layout.racks?.forEach((r, i) => {
    const path = ['racks', i]
    out.push({ key: `rack:${r.id}`, sort: 'rack', id: r.id, kind: '', path, box: rackBox(r), within: '' })
    r.pnds.forEach((p, n) => spot('pnd', p.location, p, [...path, 'pnds', n], `rack:${r.id}`, `pnd_${p.direction}`))
  })
  layout.pick_stations?.forEach((s, i) => {
    const path = ['pick_stations', i]
    out.push({ key: `pick:${s.id}`, sort: 'pick', id: s.id, kind: '', path, box: around(s, sizes.pick!), within: '' })
    s.places.forEach((p, n) => spot('spot', p.id, p, [...path, 'places', n], `pick:${s.id}`, 'station'))
  })
  layout.benches.forEach((b, i) => spot('bench', b.id, b, ['benches', i], '', 'bench'))
  layout.sorters?.forEach((s, i) => {
    const path = ['sorters', i]
    const f = s.field
    const field = f ? `field:${s.id}` : ''
    if (f) out.push({ key: field, sort: 'field', id: s.id, kind: '', path: [...path, 'field'], box: { x: f.x_mm - f.pitch_mm / 2, y: f.y_mm - f.pitch_mm / 2, w: f.columns * f.pitch_mm, d: f.rows * f.pitch_mm }, within: '' })
    s.inductions.forEach((p, n) => spot('induction', p.id, p, [...path, 'inductions', n], field, 'induction'))
    s.chutes.forEach((c, n) => spot('chute', c.location, c, [...path, 'chutes', n], field, 'chute'))
    spot('chute', s.reject.location, s.reject, [...path, 'reject'], field, 'reject')
  })
  layout.conveyors?.forEach((c, i) => c.stations.forEach((s, n) => {
    if (s.x_mm || s.y_mm) spot('conveyor', s.location, { x_mm: s.x_mm ?? 0, y_mm: s.y_mm ?? 0 }, ['conveyors', i, 'stations', n], '', 'conveyor')
  }))
  layout.vision?.forEach((v, i) => (['place', 'pass', 'check'] as const).forEach((part) => spot('vision', v[part].id, v[part], ['vision', i, part], '', { place: 'vision', pass: 'staging', check: 'check' }[part])))
  layout.docks.forEach((d, i) => spot('dock', d.id, d, ['docks', i], '', `dock_${d.direction}`))
  layout.places.forEach((p, i) => spot('place', p.id, p, ['places', i], '', p.kind))
  return out
}

export const middle = (b: Box) => ({ x: b.x + b.w / 2, y: b.y + b.d / 2 })

// locations are the ids of places that vehicles may stop for.
export const locations = (layout: Layout) => things(layout).filter((t) => t.key.startsWith('at:')).map((t) => t.id)

const indexed = new WeakMap<Layout, Map<string, Thing>>()

// find gives the thing with a key, on any floor.
export function find(layout: Layout, key: string): Thing | undefined {
  let index = indexed.get(layout)
  if (!index) {
    index = new Map(floors(layout).flatMap((f) => things(layout, f)).map((t) => [t.key, t]))
    indexed.set(layout, index)
  }
  return index.get(key)
}
