// What lies under the pointer, and what lies in a frame.
import { edgesOn } from './roads'
import { large, middle, things, type Box, type Layout, type Sort, type Thing } from './model'

const nodeMM = 350

// hit is the key of the topmost thing at a point: nodes before places, places
// before edges, edges before what is large. near is how far beside a small one
// the pointer may be.
export function hit(layout: Layout, floor: string, x: number, y: number, near: number): string | null {
  const all = things(layout, floor)
  let best: { key: string; far: number } | null = null
  const nearer = (key: string, far: number) => { if (!best || far < best.far) best = { key, far } }
  const found = () => (best as { key: string } | null)?.key ?? null
  for (const t of all) if (t.sort === 'node') { const far = Math.hypot(t.box.x - x, t.box.y - y); if (far <= Math.max(near, nodeMM)) nearer(t.key, far) }
  if (best) return found()
  for (const t of all) if (!large.has(t.sort) && t.sort !== 'node' && inside(t.box, x, y, Math.min(near, 300))) nearer(t.key, Math.hypot(middle(t.box).x - x, middle(t.box).y - y))
  if (best) return found()
  for (const e of edgesOn(layout, floor)) { const far = fromSegment(x, y, e.x1, e.y1, e.x2, e.y2); if (far <= near) nearer(e.key, far) }
  if (best) return found()
  const order: Partial<Record<Sort, number>> = { rack: 0, area: 0, field: 1, zone: 2 }
  return all.filter((t) => large.has(t.sort) && inside(t.box, x, y, 0)).sort((a, b) => (order[a.sort] ?? 3) - (order[b.sort] ?? 3))[0]?.key ?? null
}

const inside = (b: Box, x: number, y: number, pad: number) => x >= b.x - pad && x <= b.x + b.w + pad && y >= b.y - pad && y <= b.y + b.d + pad

export function fromSegment(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const long = (x2 - x1) ** 2 + (y2 - y1) ** 2
  const along = long === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / long))
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))
}

// framed are the keys of what lies in a frame: whole boxes, places by their
// middle.
export function framed(layout: Layout, floor: string, frame: Box): string[] {
  const holds = (x: number, y: number) => inside(frame, x, y, 0)
  const wholly = (t: Thing) => (large.has(t.sort) ? holds(t.box.x, t.box.y) && holds(t.box.x + t.box.w, t.box.y + t.box.d) : holds(middle(t.box).x, middle(t.box).y))
  return things(layout, floor).filter((t) => wholly(t)).map((t) => t.key)
}

// snap rounds to the grid; 0 is none, whole mm.
export const snap = (v: number, grid: number) => (grid > 0 ? Math.round(v / grid) * grid : Math.round(v))
