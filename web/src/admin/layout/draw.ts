// Draws a layout on a canvas: the floor and its grid, shelves and racks, roads
// with their direction, places, what is selected and where faults are.
import { screenX, screenY, type Camera } from '../../control/floor/camera'
import type { Palette } from '../../control/floor/palette'
import { edgesOn, purposes, type Purpose } from './roads'
import { at, large, middle, things, type Box, type Layout, type Rack, type RoadZone, type ShelfArea, type Thing } from './model'

export interface Mark { x: number; y: number; error: boolean }
export interface Scene {
  layout: Layout
  floor: string
  camera: Camera
  width: number
  height: number
  palette: Palette
  font: string
  grid: number // mm, 0: none
  selection: ReadonlySet<string>
  hover: string | null
  marks: Mark[]
  gapMM: number // between nodes
  frame: Box | null // rubber band
  ghost: { x: number; y: number; from: { x: number; y: number } | null } | null
}

type Ctx = CanvasRenderingContext2D

export function drawLayout(ctx: Ctx, s: Scene): void {
  const { camera: c, palette: p } = s
  ctx.fillStyle = p.out
  ctx.fillRect(0, 0, s.width, s.height)
  drawFloor(ctx, s)
  const all = things(s.layout, s.floor)
  const seen = all.filter((t) => visible(s, t.box))
  const of = (...sorts: string[]) => seen.filter((t) => sorts.includes(t.sort))
  for (const t of of('zone')) drawZone(ctx, s, t)
  for (const t of of('area')) drawArea(ctx, s, t)
  for (const t of of('rack')) drawRack(ctx, s, t)
  for (const t of of('field')) drawBox(ctx, s, t.box, p.lane, p.boxLine)
  drawEdges(ctx, s)
  drawStops(ctx, s, all)
  for (const t of seen) if (!large.has(t.sort) && t.sort !== 'node') drawPlace(ctx, s, t)
  drawNodes(ctx, s, of('node'))
  labels(ctx, s, seen)
  for (const t of all) if (s.selection.has(t.key) || s.hover === t.key) drawChosen(ctx, s, t, s.selection.has(t.key))
  for (const m of s.marks) drawMark(ctx, s, m)
  if (s.ghost) drawGhost(ctx, s, s.ghost)
  if (s.frame) {
    const b = onScreen(c, s.frame)
    ctx.fillStyle = p.focus
    ctx.globalAlpha = 0.12
    ctx.fillRect(b.x, b.y, b.w, b.h)
    ctx.globalAlpha = 1
    ctx.strokeStyle = p.focus
    ctx.lineWidth = 1
    ctx.strokeRect(b.x, b.y, b.w, b.h)
  }
}

const onScreen = (c: Camera, b: Box) => ({ x: screenX(c, b.x), y: screenY(c, b.y + b.d), w: b.w * c.scale, h: b.d * c.scale })

function visible(s: Scene, b: Box): boolean {
  const o = onScreen(s.camera, b)
  return o.x < s.width + 20 && o.y < s.height + 20 && o.x + o.w > -20 && o.y + o.h > -20
}

function drawFloor(ctx: Ctx, s: Scene): void {
  const { camera: c, palette: p, layout } = s
  const b = onScreen(c, { x: 0, y: 0, w: layout.width_mm, d: layout.depth_mm })
  ctx.fillStyle = p.floor
  ctx.fillRect(b.x, b.y, b.w, b.h)
  // The grid is drawn where its cells can be told apart, then its every fifth.
  for (const [step, colour] of [[s.grid, p.grid], [5000, p.lane]] as const) {
    if (step <= 0 || step * c.scale < 7) continue
    ctx.strokeStyle = colour
    ctx.lineWidth = 1
    ctx.beginPath()
    const x0 = Math.max(0, Math.floor(-c.x / c.scale / step)) * step
    const x1 = Math.min(layout.width_mm, (s.width - c.x) / c.scale)
    for (let x = x0; x <= x1; x += step) { const v = Math.round(screenX(c, x)) + 0.5; ctx.moveTo(v, Math.max(0, b.y)); ctx.lineTo(v, Math.min(s.height, b.y + b.h)) }
    const y0 = Math.max(0, Math.floor((c.y - s.height) / c.scale / step)) * step
    const y1 = Math.min(layout.depth_mm, c.y / c.scale)
    for (let y = y0; y <= y1; y += step) { const v = Math.round(screenY(c, y)) + 0.5; ctx.moveTo(Math.max(0, b.x), v); ctx.lineTo(Math.min(s.width, b.x + b.w), v) }
    ctx.stroke()
  }
  ctx.strokeStyle = p.wall
  ctx.lineWidth = 2
  ctx.strokeRect(b.x - 1, b.y - 1, b.w + 2, b.h + 2)
}

function drawBox(ctx: Ctx, s: Scene, box: Box, fill: string, line: string): void {
  const b = onScreen(s.camera, box)
  ctx.fillStyle = fill
  ctx.fillRect(b.x, b.y, b.w, b.h)
  if (Math.min(b.w, b.h) < 4) return
  ctx.strokeStyle = line
  ctx.lineWidth = 1
  ctx.strokeRect(b.x + 0.5, b.y + 0.5, b.w - 1, b.h - 1)
}

function drawArea(ctx: Ctx, s: Scene, t: Thing): void {
  const a = at(s.layout, t.path) as ShelfArea
  const block = a.bays_per_block * a.bay_width_mm
  for (let aisle = 0; aisle < a.aisles; aisle++) {
    const x = a.x_mm + aisle * a.aisle_spacing_mm
    for (let n = 0; n < a.blocks; n++) {
      const y = a.y_mm + n * (block + a.cross_aisle_mm) + a.cross_aisle_mm / 2
      for (const left of [x - a.aisle_width_mm / 2 - a.shelf_depth_mm, x + a.aisle_width_mm / 2]) drawBox(ctx, s, { x: left, y, w: a.shelf_depth_mm, d: block }, s.palette.box, s.palette.boxLine)
    }
  }
}

function drawRack(ctx: Ctx, s: Scene, t: Thing): void {
  const r = at(s.layout, t.path) as Rack
  const { box } = t
  const deep = r.depth * r.cell_depth_mm
  const aisle = { x: box.x, y: r.y_mm - r.aisle_width_mm / 2, w: box.w, d: r.aisle_width_mm }
  drawBox(ctx, s, aisle, s.palette.lane, s.palette.lane)
  for (const y of [box.y, box.y + box.d - deep]) {
    const row = { x: box.x, y, w: box.w, d: deep }
    drawBox(ctx, s, row, s.palette.heat0, s.palette.boxLine)
    const pitch = r.bay_pitch_mm * s.camera.scale
    if (pitch < 5) continue
    const b = onScreen(s.camera, row)
    ctx.strokeStyle = s.palette.floor
    ctx.globalAlpha = 0.6
    ctx.beginPath()
    for (let i = 1; i < r.bays; i++) { ctx.moveTo(b.x + i * pitch, b.y + 1); ctx.lineTo(b.x + i * pitch, b.y + b.h - 1) }
    ctx.stroke()
    ctx.globalAlpha = 1
  }
  // The end at which the crane meets the vehicles.
  const b = onScreen(s.camera, aisle)
  const west = r.runs === 'west'
  ctx.fillStyle = s.palette.brand
  ctx.fillRect(west ? b.x + b.w - 3 : b.x, b.y, 3, b.h)
  ctx.strokeStyle = s.palette.boxLine
  ctx.beginPath()
  ctx.moveTo(b.x, b.y + b.h / 2)
  ctx.lineTo(b.x + b.w, b.y + b.h / 2)
  ctx.stroke()
}

function drawZone(ctx: Ctx, s: Scene, t: Thing): void {
  const { camera: c, palette: p } = s
  const z = at(s.layout, t.path) as RoadZone
  ctx.beginPath()
  z.corners.forEach((k, i) => (i === 0 ? ctx.moveTo : ctx.lineTo).call(ctx, screenX(c, k.x_mm), screenY(c, k.y_mm)))
  ctx.closePath()
  const colour = z.kind === 'blocked' ? p.bad : z.kind === 'speed_limit' || z.kind === 'penalty' ? p.warn : p.brand
  ctx.globalAlpha = 0.12
  ctx.fillStyle = colour
  ctx.fill()
  ctx.globalAlpha = 1
  ctx.strokeStyle = colour
  ctx.lineWidth = 1
  ctx.setLineDash([6, 4])
  ctx.stroke()
  ctx.setLineDash([])
}

function drawEdges(ctx: Ctx, s: Scene): void {
  const { camera: c, palette: p } = s
  const edges = edgesOn(s.layout, s.floor)
  ctx.lineCap = 'round'
  ctx.beginPath()
  for (const e of edges) { ctx.moveTo(screenX(c, e.x1), screenY(c, e.y1)); ctx.lineTo(screenX(c, e.x2), screenY(c, e.y2)) }
  ctx.strokeStyle = p.lane
  ctx.lineWidth = Math.max(1300 * c.scale, 3)
  ctx.stroke()
  ctx.strokeStyle = p.offline
  ctx.lineWidth = 1.25
  ctx.stroke()
  for (const e of edges) {
    const chosen = s.selection.has(e.key)
    const x1 = screenX(c, e.x1), y1 = screenY(c, e.y1), x2 = screenX(c, e.x2), y2 = screenY(c, e.y2)
    if (chosen || s.hover === e.key) {
      ctx.strokeStyle = p.focus
      ctx.globalAlpha = chosen ? 1 : 0.5
      ctx.lineWidth = 3
      ctx.beginPath()
      ctx.moveTo(x1, y1)
      ctx.lineTo(x2, y2)
      ctx.stroke()
      ctx.globalAlpha = 1
    }
    if (e.unladen) {
      ctx.strokeStyle = p.warn
      ctx.lineWidth = 2
      ctx.setLineDash([6, 5])
      ctx.beginPath()
      ctx.moveTo(x1, y1)
      ctx.lineTo(x2, y2)
      ctx.stroke()
      ctx.setLineDash([])
    }
    const long = Math.hypot(x2 - x1, y2 - y1)
    if (long < 14) continue
    const angle = Math.atan2(y2 - y1, x2 - x1)
    const size = Math.min(6, long / 5)
    const colour = chosen ? p.focus : p.label
    if (!e.both) arrow(ctx, (x1 + x2) / 2, (y1 + y2) / 2, angle, size, colour)
    else if (long > 26) {
      const off = size * 1.1
      arrow(ctx, (x1 + x2) / 2 + Math.cos(angle) * off, (y1 + y2) / 2 + Math.sin(angle) * off, angle, size * 0.85, colour)
      arrow(ctx, (x1 + x2) / 2 - Math.cos(angle) * off, (y1 + y2) / 2 - Math.sin(angle) * off, angle + Math.PI, size * 0.85, colour)
    }
  }
}

function arrow(ctx: Ctx, x: number, y: number, angle: number, r: number, colour: string): void {
  ctx.save()
  ctx.translate(x, y)
  ctx.rotate(angle)
  ctx.fillStyle = colour
  ctx.beginPath()
  ctx.moveTo(r, 0)
  ctx.lineTo(-r * 0.8, r * 0.75)
  ctx.lineTo(-r * 0.8, -r * 0.75)
  ctx.fill()
  ctx.restore()
}

// A dashed line joins a station's node to the place that it serves.
function drawStops(ctx: Ctx, s: Scene, all: Thing[]): void {
  const { camera: c, palette: p } = s
  const by = new Map(all.map((t) => [t.key, t]))
  ctx.strokeStyle = p.brand
  ctx.lineWidth = 1
  ctx.setLineDash([3, 3])
  ctx.beginPath()
  for (const stop of s.layout.roadmap?.stations ?? []) {
    const n = by.get(`node:${stop.node}`)
    const place = by.get(`at:${stop.location}`)
    if (!n || !place) continue
    const m = middle(place.box)
    if (Math.hypot(m.x - n.box.x, m.y - n.box.y) * c.scale < 6) continue
    ctx.moveTo(screenX(c, n.box.x), screenY(c, n.box.y))
    ctx.lineTo(screenX(c, m.x), screenY(c, m.y))
  }
  ctx.stroke()
  ctx.setLineDash([])
}

function drawPlace(ctx: Ctx, s: Scene, t: Thing): void {
  const { palette: p } = s
  if (t.sort === 'pick') {
    const m = middle(t.box)
    ctx.beginPath()
    ctx.arc(screenX(s.camera, m.x), screenY(s.camera, m.y), Math.max(3, (t.box.w / 2) * s.camera.scale), 0, 2 * Math.PI)
    ctx.fillStyle = p.box
    ctx.fill()
    ctx.strokeStyle = p.person
    ctx.lineWidth = 1.5
    ctx.stroke()
    return
  }
  drawBox(ctx, s, t.box, t.sort === 'dock' ? p.dock : p.box, t.sort === 'dock' ? p.wall : p.boxLine)
  const b = onScreen(s.camera, t.box)
  if (b.w < 6 || !['spot', 'bench', 'induction', 'pnd', 'vision'].includes(t.sort)) return
  ctx.fillStyle = p.brand
  ctx.fillRect(b.x, b.y, Math.min(3, b.w / 4), b.h)
}

const nodeR = (c: Camera) => Math.min(9, Math.max(c.scale < 0.006 ? 1.4 : 2.5, 260 * c.scale))

function drawNodes(ctx: Ctx, s: Scene, nodes: Thing[]): void {
  const { camera: c, palette: p } = s
  const of = s.layout.roadmap ? purposes(s.layout.roadmap) : new Map<string, Purpose>()
  const colours: Record<Purpose, string> = { through: p.idle, parking: p.handling, charging: p.charging, station: p.brand }
  const r = nodeR(c)
  for (const t of nodes) {
    const purpose = of.get(t.id) ?? 'through'
    const x = screenX(c, t.box.x)
    const y = screenY(c, t.box.y)
    ctx.beginPath()
    if (purpose === 'through') ctx.arc(x, y, r, 0, 2 * Math.PI)
    else ctx.roundRect(x - r * 1.15, y - r * 1.15, r * 2.3, r * 2.3, r * 0.4)
    ctx.fillStyle = purpose === 'through' ? p.floor : colours[purpose]
    ctx.fill()
    ctx.strokeStyle = colours[purpose]
    ctx.lineWidth = 1.5
    ctx.stroke()
    if (r < 5 || purpose === 'through') continue
    ctx.fillStyle = p.floor
    glyph(ctx, purpose, x, y, r)
  }
}

// Not by colour alone: P for parking, a bolt for a charger, a bar for a stop.
function glyph(ctx: Ctx, purpose: Purpose, x: number, y: number, r: number): void {
  const shape: [number, number][] = purpose === 'charging' ? [[0.25, -0.85], [-0.55, 0.15], [-0.05, 0.15], [-0.25, 0.85], [0.55, -0.15], [0.05, -0.15]]
    : purpose === 'station' ? [[-0.7, -0.25], [0.7, -0.25], [0.7, 0.25], [-0.7, 0.25]]
      : [[-0.45, -0.75], [0.3, -0.75], [0.55, -0.3], [0.3, 0.15], [-0.1, 0.15], [-0.1, 0.75], [-0.45, 0.75]]
  ctx.beginPath()
  shape.forEach(([dx, dy], i) => (i === 0 ? ctx.moveTo : ctx.lineTo).call(ctx, x + dx * r, y + dy * r))
  ctx.fill()
}

// labels writes ids where there is room: in boxes, else beside them, and first
// those of what is selected.
function labels(ctx: Ctx, s: Scene, seen: Thing[]): void {
  const { camera: c, palette: p } = s
  const r = nodeR(c)
  const taken = seen.filter((t) => !large.has(t.sort)).map((t) => {
    const b = onScreen(c, t.box)
    return t.sort === 'node' ? { x: b.x - r, y: b.y - r, w: 2 * r, h: 2 * r } : b
  })
  const written: typeof taken = []
  ctx.textBaseline = 'middle'
  const rank = (t: Thing) => (s.selection.has(t.key) ? 0 : large.has(t.sort) ? 1 : t.sort === 'node' ? 3 : 2)
  for (const t of [...seen].sort((a, b) => rank(a) - rank(b))) {
    const chosen = s.selection.has(t.key)
    const size = large.has(t.sort) ? 12 : 10
    if (t.sort === 'node' && c.scale < 0.022 && !chosen) continue
    if (!large.has(t.sort) && t.sort !== 'node' && c.scale < 0.007 && !chosen) continue
    ctx.font = `${large.has(t.sort) ? 600 : 500} ${size}px ${s.font}`
    const b = onScreen(c, t.box)
    const w = ctx.measureText(t.id).width + 4
    const h = size + 3
    const m = { x: b.x + b.w / 2, y: b.y + b.h / 2 }
    const off = (t.sort === 'node' ? r + 1 : 1) + (chosen ? 4 : 0)
    const spots = [
      { x: m.x - w / 2, y: b.y + b.h + off }, { x: m.x - w / 2, y: b.y - h - off }, { x: b.x + b.w + off + 1, y: m.y - h / 2 }, { x: b.x - w - off - 1, y: m.y - h / 2 },
    ]
    const inner = { x: m.x - w / 2, y: m.y - h / 2 }
    const clear = (o: { x: number; y: number }, of: typeof taken) => !of.some((k) => o.x < k.x + k.w && k.x < o.x + w && o.y < k.y + k.h && k.y < o.y + h)
    const fits = w < b.w && h < b.h && clear(inner, written)
    const free = fits ? inner : spots.find((o) => clear(o, taken) && clear(o, written)) ?? (chosen ? spots[0] : undefined)
    if (!free) continue
    written.push({ ...free, w, h })
    if (large.has(t.sort) || chosen) {
      ctx.globalAlpha = 0.85
      ctx.fillStyle = p.floor
      ctx.beginPath()
      ctx.roundRect(free.x, free.y, w, h, 3)
      ctx.fill()
      ctx.globalAlpha = 1
    }
    ctx.fillStyle = chosen ? p.text : p.label
    ctx.fillText(t.id, free.x + 2, free.y + h / 2 + 0.5)
  }
}

function drawChosen(ctx: Ctx, s: Scene, t: Thing, chosen: boolean): void {
  const { camera: c, palette: p } = s
  ctx.strokeStyle = p.focus
  ctx.lineWidth = chosen ? 2 : 1
  ctx.beginPath()
  if (t.sort === 'node') {
    const x = screenX(c, t.box.x)
    const y = screenY(c, t.box.y)
    ctx.arc(x, y, nodeR(c) * 1.15 + 4, 0, 2 * Math.PI)
    ctx.stroke()
    // No other node may lie in the circle in which vehicles turn.
    if (chosen && s.gapMM > 0 && s.selection.size === 1) {
      ctx.setLineDash([4, 4])
      ctx.lineWidth = 1
      ctx.beginPath()
      ctx.arc(x, y, s.gapMM * c.scale, 0, 2 * Math.PI)
      ctx.stroke()
      ctx.setLineDash([])
    }
    return
  }
  const b = onScreen(c, t.box)
  ctx.roundRect(b.x - 3, b.y - 3, b.w + 6, b.h + 6, 3)
  ctx.stroke()
}

function drawMark(ctx: Ctx, s: Scene, m: Mark): void {
  const x = screenX(s.camera, m.x)
  const y = screenY(s.camera, m.y)
  const colour = m.error ? s.palette.bad : s.palette.warn
  ctx.strokeStyle = colour
  ctx.lineWidth = 2
  ctx.beginPath()
  ctx.arc(x, y, 13, 0, 2 * Math.PI)
  ctx.stroke()
  ctx.beginPath()
  ctx.arc(x + 10, y - 10, 6.5, 0, 2 * Math.PI)
  ctx.fillStyle = colour
  ctx.fill()
  ctx.fillStyle = s.palette.floor
  ctx.fillRect(x + 9.2, y - 13.5, 1.6, 4.6)
  ctx.fillRect(x + 9.2, y - 8, 1.6, 1.6)
}

function drawGhost(ctx: Ctx, s: Scene, g: NonNullable<Scene['ghost']>): void {
  const { camera: c, palette: p } = s
  const x = screenX(c, g.x)
  const y = screenY(c, g.y)
  ctx.strokeStyle = p.focus
  ctx.lineWidth = 1.5
  ctx.beginPath()
  if (g.from) {
    ctx.setLineDash([5, 4])
    ctx.moveTo(screenX(c, g.from.x), screenY(c, g.from.y))
    ctx.lineTo(x, y)
  }
  ctx.stroke()
  ctx.setLineDash([])
  ctx.beginPath()
  ctx.moveTo(x - 8, y)
  ctx.lineTo(x + 8, y)
  ctx.moveTo(x, y - 8)
  ctx.lineTo(x, y + 8)
  ctx.stroke()
}
