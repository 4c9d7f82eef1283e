// The still layer: building, roadmap, racks with their fill, places. Drawn
// again only when the camera, the theme, the floor or the fill changes.
import type { Floor, FloorField, FloorShape, Schemas } from '../../api/types'
import { type Camera, screenX, screenY } from './camera'
import { fillOf } from './match'
import { mix, type Palette } from './palette'

export interface FloorScene {
  floor: Floor
  fill: Record<string, [number, number]>
  heat: Schemas['Heat'] | null // instead of the racks' fill
  camera: Camera
  width: number
  height: number
  palette: Palette
  font: string
  percent: (share: number) => string
  nameOf: (shape: FloorShape) => string
}

interface Box {
  x: number
  y: number
  w: number
  h: number
}

export function boxOf(c: Camera, s: FloorShape): Box {
  return {
    x: screenX(c, s.x_mm),
    y: screenY(c, s.y_mm + s.depth_mm),
    w: Math.max(s.width_mm * c.scale, 1),
    h: Math.max(s.depth_mm * c.scale, 1),
  }
}

export function drawFloor(ctx: CanvasRenderingContext2D, s: FloorScene): void {
  ctx.fillStyle = s.palette.out
  ctx.fillRect(0, 0, s.width, s.height)
  drawBuilding(ctx, s)
  drawRoads(ctx, s)
  drawZones(ctx, s)
  for (const f of s.floor.fields ?? []) drawField(ctx, s, f)
  const shapes = s.floor.shapes ?? []
  for (const shape of shapes) if (shape.kind !== 'building') drawShape(ctx, s, shape)
  if (s.heat) drawHeat(ctx, s, s.heat)
  drawLabels(ctx, s)
}

// Few bays are far hotter than the others: the root of the share lets the
// rest be told apart.
function drawHeat(ctx: CanvasRenderingContext2D, s: FloorScene, heat: Schemas['Heat']): void {
  for (const b of heat.bays) {
    const box = boxOf(s.camera, { ...b, id: '', kind: 'shelf' })
    ctx.fillStyle = b.value === 0 ? s.palette.box : mix(s.palette.heat0, s.palette.hot, heat.by === 'fill' ? b.value / 1000 : Math.sqrt(b.value / Math.max(1, heat.max)))
    ctx.fillRect(box.x, box.y, box.w, box.h)
  }
}

function drawBuilding(ctx: CanvasRenderingContext2D, s: FloorScene): void {
  const { camera: c, palette: p, floor } = s
  const x = screenX(c, 0)
  const y = screenY(c, floor.depth_mm)
  const w = floor.width_mm * c.scale
  const h = floor.depth_mm * c.scale
  ctx.fillStyle = p.floor
  ctx.fillRect(x, y, w, h)
  ctx.strokeStyle = p.grid
  ctx.lineWidth = 1
  ctx.beginPath()
  const step = 5000
  for (let at = step; at < floor.width_mm; at += step) line(ctx, screenX(c, at), y, screenX(c, at), y + h)
  for (let at = step; at < floor.depth_mm; at += step) line(ctx, x, screenY(c, at), x + w, screenY(c, at))
  ctx.stroke()
  ctx.strokeStyle = p.wall
  ctx.lineWidth = 2
  ctx.strokeRect(x - 1, y - 1, w + 2, h + 2)
}

// A field of sorting robots: its cells, with the ones for parking, chargers and
// inductions marked.
function drawField(ctx: CanvasRenderingContext2D, s: FloorScene, f: FloorField): void {
  const { camera: c, palette: p } = s
  const cell = f.pitch_mm * c.scale
  const left = screenX(c, f.x_mm - f.pitch_mm / 2)
  const top = screenY(c, f.y_mm + (f.rows - 0.5) * f.pitch_mm)
  ctx.fillStyle = p.lane
  ctx.fillRect(left, top, f.columns * cell, f.rows * cell)
  const paint = (cells: number[][], colour: string, alpha: number) => {
    ctx.fillStyle = colour
    ctx.globalAlpha = alpha
    for (const [column, row] of cells) ctx.fillRect(left + column! * cell, top + (f.rows - 1 - row!) * cell, cell, cell)
    ctx.globalAlpha = 1
  }
  paint(f.parking, p.boxLine, 0.25)
  paint(f.charging, p.charging, 0.4)
  paint(f.inductions, p.brand, 0.4)
  paint(f.blocked, p.boxLine, 0.7)
  ctx.strokeStyle = p.floor
  ctx.lineWidth = 1
  if (cell >= 5) {
    ctx.beginPath()
    for (let i = 1; i < f.columns; i++) line(ctx, left + i * cell, top, left + i * cell, top + f.rows * cell)
    for (let i = 1; i < f.rows; i++) line(ctx, left, top + i * cell, left + f.columns * cell, top + i * cell)
    ctx.stroke()
  }
  ctx.strokeStyle = p.boxLine
  ctx.strokeRect(Math.round(left) + 0.5, Math.round(top) + 0.5, f.columns * cell, f.rows * cell)
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5)
  ctx.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5)
}

// Zones are areas with a rule: hatched by kind, named where there is room.
function drawZones(ctx: CanvasRenderingContext2D, s: FloorScene): void {
  const { camera: c, palette: p } = s
  const colours: Record<string, string> = { blocked: p.bad, speed_limit: p.warn, release: p.brand, coordinated_replanning: p.idle, line_guided: p.idle, priority: p.brand, penalty: p.warn, directed: p.brand, bidirected: p.brand, action: p.idle }
  for (const z of s.floor.zones ?? []) {
    const colour = colours[z.kind] ?? p.idle
    ctx.beginPath()
    z.corners.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(screenX(c, x ?? 0), screenY(c, y ?? 0)) : ctx.lineTo(screenX(c, x ?? 0), screenY(c, y ?? 0))))
    ctx.closePath()
    ctx.globalAlpha = 0.12
    ctx.fillStyle = colour
    ctx.fill()
    ctx.globalAlpha = 1
    ctx.setLineDash([6, 4])
    ctx.strokeStyle = colour
    ctx.lineWidth = 1
    ctx.stroke()
    ctx.setLineDash([])
    const [x, y] = z.corners[0] ?? [0, 0]
    if (c.scale * 3000 > 24) {
      ctx.fillStyle = colour
      ctx.textAlign = 'left'
      ctx.fillText(z.max_speed_mm_per_s ? `${z.id} ${z.max_speed_mm_per_s / 1000} m/s` : z.id, screenX(c, x ?? 0) + 4, screenY(c, y ?? 0) - 4)
    }
  }
}

function drawRoads(ctx: CanvasRenderingContext2D, s: FloorScene): void {
  const { camera: c, palette: p } = s
  const at = new Map((s.floor.nodes ?? []).map((n) => [n.id, n]))
  ctx.lineCap = 'round'
  ctx.lineJoin = 'round'
  ctx.beginPath()
  for (const e of s.floor.edges ?? []) {
    const a = at.get(e.from)
    const b = at.get(e.to)
    if (!a || !b) continue
    ctx.moveTo(screenX(c, a.x_mm), screenY(c, a.y_mm))
    ctx.lineTo(screenX(c, b.x_mm), screenY(c, b.y_mm))
  }
  ctx.strokeStyle = p.lane
  ctx.lineWidth = Math.max(1500 * c.scale, 3)
  ctx.stroke()
  ctx.strokeStyle = p.road
  ctx.lineWidth = 1
  ctx.stroke()
  const r = 220 * c.scale
  if (r < 1.1) return
  ctx.fillStyle = p.road
  for (const n of at.values()) {
    ctx.beginPath()
    ctx.arc(screenX(c, n.x_mm), screenY(c, n.y_mm), r, 0, 2 * Math.PI)
    ctx.fill()
  }
}

function drawShape(ctx: CanvasRenderingContext2D, s: FloorScene, shape: FloorShape): void {
  const box = boxOf(s.camera, shape)
  switch (shape.kind) {
    case 'rack':
      return drawRack(ctx, s, shape, box)
    case 'crane_aisle':
      return drawCraneAisle(ctx, s, box)
    case 'sorter':
      return drawSorter(ctx, s, box)
    case 'dock_in':
    case 'dock_out':
      return drawDock(ctx, s, shape, box)
    case 'staging':
      return drawStaging(ctx, s, box)
    case 'station':
    case 'bench':
    case 'induction':
    case 'vision':
      return drawWorkplace(ctx, s, box)
    default:
      return drawBox(ctx, s, box)
  }
}

function drawRack(ctx: CanvasRenderingContext2D, s: FloorScene, shape: FloorShape, b: Box): void {
  const fill = fillOf(shape, s.fill)
  const share = fill && fill[1] > 0 ? fill[0] / fill[1] : 0
  ctx.fillStyle = mix(s.palette.heat0, s.palette.heat1, share)
  ctx.fillRect(b.x, b.y, b.w, b.h)
  const along = b.w >= b.h
  const bay = 1400 * s.camera.scale
  if (bay >= 4) {
    ctx.strokeStyle = s.palette.floor
    ctx.globalAlpha = 0.45
    ctx.lineWidth = 1
    ctx.beginPath()
    for (let at = bay; at < (along ? b.w : b.h) - 1; at += bay) {
      if (along) line(ctx, b.x + at, b.y, b.x + at, b.y + b.h)
      else line(ctx, b.x, b.y + at, b.x + b.w, b.y + at)
    }
    ctx.stroke()
    ctx.globalAlpha = 1
  }
  outline(ctx, b, mix(s.palette.heat1, s.palette.boxLine, 0.5))
}

function drawCraneAisle(ctx: CanvasRenderingContext2D, s: FloorScene, b: Box): void {
  ctx.fillStyle = s.palette.lane
  ctx.fillRect(b.x, b.y, b.w, b.h)
  ctx.strokeStyle = s.palette.boxLine
  ctx.lineWidth = 1
  ctx.beginPath()
  if (b.w >= b.h) line(ctx, b.x, b.y + b.h / 2, b.x + b.w, b.y + b.h / 2)
  else line(ctx, b.x + b.w / 2, b.y, b.x + b.w / 2, b.y + b.h)
  ctx.stroke()
}

// The belt runs around the sorter's box, or, where that is narrow, along it.
function drawSorter(ctx: CanvasRenderingContext2D, s: FloorScene, b: Box): void {
  const belt = Math.min(Math.max(1100 * s.camera.scale, 3), Math.min(b.w, b.h))
  const loop = Math.min(b.w, b.h) > 2.6 * belt
  ctx.lineJoin = 'round'
  const inset = belt / 2
  const r = loop ? Math.min(b.w, b.h) * 0.28 : belt / 2
  const trace = () => {
    ctx.beginPath()
    if (loop) ctx.roundRect(b.x + inset, b.y + inset, b.w - belt, b.h - belt, r)
    else if (b.w >= b.h) { ctx.moveTo(b.x, b.y + b.h / 2); ctx.lineTo(b.x + b.w, b.y + b.h / 2) }
    else { ctx.moveTo(b.x + b.w / 2, b.y); ctx.lineTo(b.x + b.w / 2, b.y + b.h) }
  }
  ctx.lineCap = 'butt'
  trace()
  ctx.strokeStyle = s.palette.boxLine
  ctx.lineWidth = loop ? belt : Math.min(b.w, b.h)
  ctx.stroke()
  ctx.strokeStyle = s.palette.box
  ctx.lineWidth -= 2
  ctx.stroke()
  ctx.strokeStyle = s.palette.boxLine
  ctx.lineWidth = Math.max(belt * 0.5, 1)
  ctx.setLineDash([1.5, Math.max(belt * 0.9, 4)])
  ctx.stroke()
  ctx.setLineDash([])
  ctx.lineCap = 'round'
}

function drawDock(ctx: CanvasRenderingContext2D, s: FloorScene, shape: FloorShape, b: Box): void {
  ctx.fillStyle = s.palette.dock
  ctx.fillRect(b.x, b.y, b.w, b.h)
  outline(ctx, b, s.palette.wall)
  // An arrow into or out of the building, towards the nearest wall.
  const { floor } = s
  const cx = shape.x_mm + shape.width_mm / 2
  const cy = shape.y_mm + shape.depth_mm / 2
  const walls: [number, number, number][] = [[cx, -1, 0], [floor.width_mm - cx, 1, 0], [cy, 0, 1], [floor.depth_mm - cy, 0, -1]]
  const [, wx, wy] = walls.reduce((a, w) => (w[0] < a[0] ? w : a))
  const sign = shape.kind === 'dock_out' ? 1 : -1
  const r = Math.min(b.w, b.h, 22) * 0.28
  if (r < 2.2) return
  arrow(ctx, b.x + b.w / 2, b.y + b.h / 2, Math.atan2(wy * sign, wx * sign), r, s.palette.label)
}

function arrow(ctx: CanvasRenderingContext2D, x: number, y: number, angle: number, r: number, colour: string): void {
  ctx.save()
  ctx.translate(x, y)
  ctx.rotate(angle)
  ctx.fillStyle = colour
  ctx.beginPath()
  ctx.moveTo(r, 0)
  ctx.lineTo(-r * 0.7, r * 0.85)
  ctx.lineTo(-r * 0.7, -r * 0.85)
  ctx.fill()
  ctx.restore()
}

function drawStaging(ctx: CanvasRenderingContext2D, s: FloorScene, b: Box): void {
  ctx.setLineDash([4, 3])
  outline(ctx, b, s.palette.boxLine)
  ctx.setLineDash([])
}

function drawWorkplace(ctx: CanvasRenderingContext2D, s: FloorScene, b: Box): void {
  drawBox(ctx, s, b)
  ctx.fillStyle = s.palette.brand
  ctx.globalAlpha = 0.75
  ctx.fillRect(b.x, b.y, Math.min(3, b.w), b.h)
  ctx.globalAlpha = 1
}

function drawBox(ctx: CanvasRenderingContext2D, s: FloorScene, b: Box): void {
  ctx.fillStyle = s.palette.box
  ctx.fillRect(b.x, b.y, b.w, b.h)
  if (b.w > 3 && b.h > 3) outline(ctx, b, s.palette.boxLine)
}

function outline(ctx: CanvasRenderingContext2D, b: Box, colour: string): void {
  ctx.strokeStyle = colour
  ctx.lineWidth = 1
  ctx.strokeRect(Math.round(b.x) + 0.5, Math.round(b.y) + 0.5, Math.round(b.w) - 1, Math.round(b.h) - 1)
}

// setFont takes the largest size in which the text fits, if there is one.
function setFont(ctx: CanvasRenderingContext2D, s: FloorScene, text: string, width: number, height: number): boolean {
  for (let size = 12; size >= 8.5; size -= 0.5) {
    if (size + 1 > height) continue
    ctx.font = `500 ${size}px ${s.font}`
    if (ctx.measureText(text).width <= width) return true
  }
  return false
}

// A label is written inside its box, along the longer side; what does not fit
// is written beside the box, if there is room for it among the others.
function drawLabels(ctx: CanvasRenderingContext2D, s: FloorScene): void {
  const shapes = (s.floor.shapes ?? []).filter((shape) => shape.kind !== 'building' && shape.kind !== 'crane_aisle')
  const taken = shapes.map((shape) => boxOf(s.camera, shape))
  for (const shape of shapes) {
    const box = boxOf(s.camera, shape)
    if (drawInside(ctx, s, shape, box)) continue
    if (beside.has(shape.kind)) drawBeside(ctx, s, shape, box, taken)
  }
}

const docks = new Set(['dock_in', 'dock_out'])
const beside = new Set(['station', 'bench', 'induction', 'vision', 'check', 'reject', 'dock_in', 'dock_out', 'tote_stack'])

function drawInside(ctx: CanvasRenderingContext2D, s: FloorScene, shape: FloorShape, b: Box): boolean {
  if (shape.kind === 'chute') return true // the moving layer writes there
  if (docks.has(shape.kind) || shape.kind === 'reject') return false
  const fill = shape.kind === 'rack' ? fillOf(shape, s.fill) : undefined
  let text = s.nameOf(shape)
  if (fill && fill[1] > 0) text += `  ${s.percent(fill[0] / fill[1])}`
  const upright = b.h > b.w * 1.6
  const [long, short] = upright ? [b.h, b.w] : [b.w, b.h]
  if (shape.kind === 'shelf' && short < 16) return true
  if (!setFont(ctx, s, text, long - 6, short)) return false
  ctx.save()
  ctx.translate(b.x + b.w / 2, b.y + b.h / 2)
  if (upright) ctx.rotate(-Math.PI / 2)
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillStyle = shape.kind === 'rack' ? s.palette.heatText : s.palette.label
  ctx.fillText(text, 0, 0.5)
  ctx.restore()
  return true
}

function drawBeside(ctx: CanvasRenderingContext2D, s: FloorScene, shape: FloorShape, b: Box, taken: Box[]): void {
  const text = s.nameOf(shape)
  ctx.font = `500 9px ${s.font}`
  const w = ctx.measureText(text).width
  const h = 10
  const middle = b.x + b.w / 2 - w / 2
  const options: Box[] = [
    { x: middle, y: b.y + b.h + 2, w, h },
    { x: middle, y: b.y - h - 2, w, h },
    { x: b.x + b.w + 4, y: b.y + b.h / 2 - h / 2, w, h },
    { x: b.x - w - 4, y: b.y + b.h / 2 - h / 2, w, h },
  ]
  const left = screenX(s.camera, 0)
  const right = screenX(s.camera, s.floor.width_mm)
  const top = screenY(s.camera, s.floor.depth_mm)
  const bottom = screenY(s.camera, 0)
  const free = options.find((o) => o.x > left && o.x + w < right && o.y > top && o.y + h < bottom && !taken.some((t) => overlaps(o, t)))
  if (!free) return
  taken.push(free)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  ctx.fillStyle = s.palette.label
  ctx.fillText(text, free.x, free.y + h / 2)
}

const overlaps = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
