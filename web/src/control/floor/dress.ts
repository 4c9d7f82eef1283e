// The server gives single places (a bench, a chute, a dock) as points with a
// small square around them. To read as what they are, they are drawn at their
// usual size, docks at the wall next to them, and the sorter's belt, whose
// course no place tells, along its chutes. Racks, shelves and everything that
// has a size of its own stay exactly as they are.
import type { Floor, FloorField, FloorShape } from '../../api/types'

const pointMM = 1300 // a square up to this side stands for a point

const usualSizeMM: Record<string, [along: number, across: number]> = {
  bench: [3000, 1300], station: [1700, 1500], induction: [2400, 1300], vision: [2600, 1800], check: [2400, 1800],
  staging: [2800, 2400], tote_stack: [1900, 1900], chute: [1900, 3000], reject: [2600, 1900],
}
const dockMM = { width: 3600, depth: 1300, reach: 8000 }
const belt = { before: 4500, after: 3500, gap: 1700, depth: 4200 }

export function dress(floor: Floor): Floor {
  const shapes = floor.shapes ?? []
  const onField = (s: FloorShape) => (floor.fields ?? []).find((f) => holds(f, s))
  const belted = shapes.filter((s) => !onField(s))
  const sorter = belted.some((s) => s.kind === 'sorter') ? null : beltAlong(belted)
  const sorters = sorter ? [sorter] : []
  const dressed = shapes.map((s) => {
    const field = onField(s)
    return field ? around(s, field.pitch_mm * 0.84, field.pitch_mm * 0.84) : dressOne(s, floor, belted, sorter)
  })
  return { ...floor, shapes: [...sorters, ...dressed] }
}

function dressOne(s: FloorShape, floor: Floor, all: FloorShape[], sorter: FloorShape | null): FloorShape {
  if (s.width_mm > pointMM || s.depth_mm > pointMM) return s
  if (s.kind === 'dock_in' || s.kind === 'dock_out') return atWall(s, floor)
  const size = usualSizeMM[s.kind]
  if (!size) return s
  if (s.kind === 'chute' && sorter) return toBelt(s, sorter)
  const room = roomAround(s, all)
  return around(s, Math.min(size[0], room.x), Math.min(size[1], room.y))
}

// holds says whether a place is a cell of a field of robots.
function holds(f: FloorField, s: FloorShape): boolean {
  const m = middle(s)
  const reach = f.pitch_mm / 2
  return m.x >= f.x_mm - reach && m.y >= f.y_mm - reach && m.x <= f.x_mm + (f.columns - 0.5) * f.pitch_mm && m.y <= f.y_mm + (f.rows - 0.5) * f.pitch_mm
}

const middle = (s: FloorShape) => ({ x: s.x_mm + s.width_mm / 2, y: s.y_mm + s.depth_mm / 2 })

function around(s: FloorShape, width: number, depth: number): FloorShape {
  const m = middle(s)
  return { ...s, x_mm: m.x - width / 2, y_mm: m.y - depth / 2, width_mm: width, depth_mm: depth }
}

// roomAround is how large places of the same kind may be drawn without
// touching: a little less than the distance to the next one.
function roomAround(s: FloorShape, all: FloorShape[]): { x: number; y: number } {
  const a = middle(s)
  const room = { x: Infinity, y: Infinity }
  for (const o of all) {
    if (o === s || o.kind !== s.kind) continue
    const b = middle(o)
    const dx = Math.abs(a.x - b.x)
    const dy = Math.abs(a.y - b.y)
    if (dx >= dy) room.x = Math.min(room.x, Math.max(dx - 500, 600))
    else room.y = Math.min(room.y, Math.max(dy - 500, 600))
  }
  return room
}

// atWall moves a dock to the wall that it is next to, if one is near.
function atWall(s: FloorShape, floor: Floor): FloorShape {
  const m = middle(s)
  const { width, depth, reach } = dockMM
  const walls = [
    { far: m.x, box: { x_mm: 0, y_mm: m.y - width / 2, width_mm: depth, depth_mm: width } },
    { far: floor.width_mm - m.x, box: { x_mm: floor.width_mm - depth, y_mm: m.y - width / 2, width_mm: depth, depth_mm: width } },
    { far: m.y, box: { x_mm: m.x - width / 2, y_mm: 0, width_mm: width, depth_mm: depth } },
    { far: floor.depth_mm - m.y, box: { x_mm: m.x - width / 2, y_mm: floor.depth_mm - depth, width_mm: width, depth_mm: depth } },
  ]
  const nearest = walls.reduce((a, b) => (b.far < a.far ? b : a))
  return nearest.far <= reach ? { ...s, ...nearest.box } : s
}

// beltAlong is a loop beside a row of chutes: on the reject lane's side of
// it, or away from the benches.
function beltAlong(shapes: FloorShape[]): FloorShape | null {
  const chutes = shapes.filter((s) => s.kind === 'chute').map(middle)
  if (chutes.length < 3) return null
  const xs = chutes.map((c) => c.x)
  const y = chutes[0]!.y
  if (chutes.some((c) => Math.abs(c.y - y) > pointMM)) return null
  const reject = shapes.find((s) => s.kind === 'reject')
  const bench = shapes.find((s) => s.kind === 'bench')
  const north = reject ? middle(reject).y > y : bench ? middle(bench).y < y : true
  const end = Math.min(...xs) - belt.before
  const left = reject && middle(reject).x < Math.min(...xs) ? Math.max(end, middle(reject).x + usualSizeMM.reject![0] / 2) : end
  return {
    id: 'belt', kind: 'sorter', x_mm: left, y_mm: north ? y + belt.gap : y - belt.gap - belt.depth,
    width_mm: Math.max(...xs) + belt.after - left, depth_mm: belt.depth,
  }
}

function toBelt(s: FloorShape, sorter: FloorShape): FloorShape {
  const m = middle(s)
  const [width, depth] = usualSizeMM.chute!
  const north = sorter.y_mm > m.y
  return { ...s, x_mm: m.x - width / 2, width_mm: width, depth_mm: depth, y_mm: north ? sorter.y_mm - depth : sorter.y_mm + sorter.depth_mm }
}
