// The moving layer: chutes filling, routes, cranes, people, vehicles.
import type { Floor, Live, LiveChute, LiveCrane, LivePerson, LiveVehicle } from '../../api/types'
import { type Camera, screenX, screenY } from './camera'
import { boxOf } from './draw-floor'
import { chuteOf } from './match'
import type { Pose, Tracks } from './motion'
import { type Palette, stateColour } from './palette'

export interface LiveScene {
  floor: Floor
  live: Live
  nodes: Map<string, { x_mm: number; y_mm: number }>
  vehicles: Tracks
  cranes: Tracks
  people: Tracks
  camera: Camera
  width: number
  height: number
  palette: Palette
  font: string
  selected: string | null
  now: number
}

const vehicleMM = { length: 1250, width: 850 }
const smallestVehicle = { length: 17, width: 12 }

export function drawLive(ctx: CanvasRenderingContext2D, s: LiveScene): void {
  ctx.clearRect(0, 0, s.width, s.height)
  drawChutes(ctx, s)
  ctx.lineJoin = 'round'
  ctx.lineCap = 'round'
  const vehicles = s.live.vehicles ?? []
  for (const v of vehicles) drawRoute(ctx, s, v)
  for (const c of s.live.cranes ?? []) drawCrane(ctx, s, c)
  drawPeople(ctx, s)
  for (const v of vehicles) if (v.id !== s.selected) drawVehicle(ctx, s, v)
  for (const v of vehicles) if (v.id === s.selected) drawVehicle(ctx, s, v)
}

// A chute fills from its far end; the fullest one sets the measure, and no
// chute looks full below eight.
function drawChutes(ctx: CanvasRenderingContext2D, s: LiveScene): void {
  const chutes = s.live.chutes ?? []
  if (chutes.length === 0) return
  const most = chutes.reduce((n, c) => Math.max(n, c.count), 8)
  for (const shape of s.floor.shapes ?? []) {
    const chute = chuteOf(shape, chutes)
    if (!chute) continue
    const b = boxOf(s.camera, shape)
    const share = chute.full ? 1 : chute.count / most
    ctx.fillStyle = chute.full ? s.palette.fault : chute.number === 0 ? s.palette.waiting : s.palette.handling
    ctx.globalAlpha = 0.8
    if (b.h >= b.w) ctx.fillRect(b.x + 1, b.y + b.h - 1 - (b.h - 2) * share, b.w - 2, (b.h - 2) * share)
    else ctx.fillRect(b.x + 1, b.y + 1, (b.w - 2) * share, b.h - 2)
    ctx.globalAlpha = 1
    if (chute.number > 0) nameChute(ctx, s, chute, b)
    if (Math.min(b.w, b.h) < 12 || chute.count === 0) continue
    ctx.font = `600 10px ${s.font}`
    ctx.textAlign = 'center'
    ctx.textBaseline = 'middle'
    ctx.fillStyle = s.palette.text
    ctx.fillText(String(chute.count), b.x + b.w / 2, b.y + b.h / 2 + 0.5)
  }
}

// Where the goods of a chute go, below it, as far as it fits its column.
function nameChute(ctx: CanvasRenderingContext2D, s: LiveScene, chute: LiveChute, b: { x: number; y: number; w: number; h: number }): void {
  ctx.font = `500 9px ${s.font}`
  const cramped = (s.floor.fields ?? []).length > 0 && b.w < 26 // between the cells of a field
  if (cramped || ctx.measureText(chute.label).width > b.w * 2) return
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillStyle = s.palette.label
  ctx.fillText(chute.label, b.x + b.w / 2, b.y + b.h + 8)
}

function drawRoute(ctx: CanvasRenderingContext2D, s: LiveScene, v: LiveVehicle): void {
  const pose = s.vehicles.at(v.id, s.now)
  const points = (v.route ?? []).map((id) => s.nodes.get(id) ?? cellOf(s.floor, id, pose)).filter((n) => n !== undefined)
  if (!pose || points.length === 0) return
  const selected = v.id === s.selected
  ctx.strokeStyle = stateColour(s.palette, v.state)
  ctx.globalAlpha = selected ? 1 : 0.55
  ctx.lineWidth = selected ? 3 : v.length_mm ? 1.5 : 2
  ctx.beginPath()
  ctx.moveTo(screenX(s.camera, pose.x), screenY(s.camera, pose.y))
  for (const n of points) ctx.lineTo(screenX(s.camera, n.x_mm), screenY(s.camera, n.y_mm))
  ctx.stroke()
  const end = points[points.length - 1]!
  ctx.fillStyle = s.palette.floor
  ctx.beginPath()
  ctx.arc(screenX(s.camera, end.x_mm), screenY(s.camera, end.y_mm), selected ? 4.5 : v.length_mm ? 2 : 3, 0, 2 * Math.PI)
  ctx.fill()
  ctx.stroke()
  ctx.globalAlpha = 1
}

function drawCrane(ctx: CanvasRenderingContext2D, s: LiveScene, c: LiveCrane): void {
  const pose = s.cranes.at(c.id, s.now) ?? { x: c.x_mm, y: c.y_mm, theta: 0 }
  const aisle = (s.floor.shapes ?? []).find((a) => a.kind === 'crane_aisle' && inside(a, pose))
  const along = !aisle || aisle.width_mm >= aisle.depth_mm
  const across = Math.max((aisle ? Math.min(aisle.width_mm, aisle.depth_mm) : 1600) * s.camera.scale, 9)
  const length = Math.max(1500 * s.camera.scale, 9)
  const x = screenX(s.camera, pose.x)
  const y = screenY(s.camera, pose.y)
  const [w, h] = along ? [length, across] : [across, length]
  ctx.fillStyle = stateColour(s.palette, c.state)
  ctx.beginPath()
  ctx.roundRect(x - w / 2, y - h / 2, w, h, 2)
  ctx.fill()
  const mast = Math.max(3, length * 0.18)
  ctx.fillStyle = s.palette.floor
  if (along) ctx.fillRect(x - w / 2 + 1.5, y - h / 2, mast, h)
  else ctx.fillRect(x - w / 2, y - h / 2 + 1.5, w, mast)
  if (c.load) {
    const side = Math.max(Math.min(w, h) * 0.55, 5)
    ctx.fillStyle = s.palette.load
    ctx.fillRect(x - side / 2 + (along ? mast / 2 : 0), y - side / 2 + (along ? 0 : mast / 2), side, side)
  }
  if (across >= 20 && c.bay > 0) tag(ctx, s, `${c.bay}·${c.level}`, x, y - h / 2 - 7, false)
}

const inside = (a: { x_mm: number; y_mm: number; width_mm: number; depth_mm: number }, p: Pose) =>
  p.x >= a.x_mm - 4000 && p.x <= a.x_mm + a.width_mm + 4000 && p.y >= a.y_mm - 500 && p.y <= a.y_mm + a.depth_mm + 500

// Several people who scanned at one place last stand side by side there.
function drawPeople(ctx: CanvasRenderingContext2D, s: LiveScene): void {
  const r = Math.max(320 * s.camera.scale, 3.6)
  const at = new Map<string, number>()
  for (const p of s.live.people ?? []) {
    const spot = `${p.x_mm},${p.y_mm}`
    const nth = at.get(spot) ?? 0
    at.set(spot, nth + 1)
    drawPerson(ctx, s, p, r, (nth % 4) * r * 2.4, Math.floor(nth / 4) * r * 2.4)
  }
}

function drawPerson(ctx: CanvasRenderingContext2D, s: LiveScene, p: LivePerson, r: number, dx: number, dy: number): void {
  const pose = s.people.at(p.id, s.now) ?? { x: p.x_mm, y: p.y_mm }
  const x = screenX(s.camera, pose.x) + dx
  const y = screenY(s.camera, pose.y) + dy
  ctx.fillStyle = s.palette.person
  ctx.globalAlpha = 0.22
  disc(ctx, x, y, r * 1.9)
  ctx.globalAlpha = 1
  disc(ctx, x, y, r)
  if (s.camera.scale > 0.02) tag(ctx, s, p.id, x, y + r + 9, false)
}

function disc(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  ctx.beginPath()
  ctx.arc(x, y, r, 0, 2 * Math.PI)
  ctx.fill()
}

// cellOf is where a cell of a field lies: of the one that the robot is on.
const cellName = /^C(\d{3})-(\d{3})$/
function cellOf(floor: Floor, id: string, pose: Pose | undefined | null): { x_mm: number; y_mm: number } | undefined {
  const m = cellName.exec(id)
  const f = pose && (floor.fields ?? []).find((g) => pose.x > g.x_mm - g.pitch_mm && pose.y > g.y_mm - g.pitch_mm && pose.x < g.x_mm + g.columns * g.pitch_mm && pose.y < g.y_mm + g.rows * g.pitch_mm)
  return m && f ? { x_mm: f.x_mm + Number(m[1]) * f.pitch_mm, y_mm: f.y_mm + Number(m[2]) * f.pitch_mm } : undefined
}

// A sorting robot has its own size, and may be drawn as small as its cell.
const smallestRobot = { length: 7, width: 5.5 }
export function vehicleSize(c: Camera, v?: LiveVehicle): { length: number; width: number } {
  const least = v?.length_mm ? smallestRobot : smallestVehicle
  return {
    length: Math.max((v?.length_mm ?? vehicleMM.length) * c.scale, least.length),
    width: Math.max((v?.width_mm ?? vehicleMM.width) * c.scale, least.width),
  }
}

function drawVehicle(ctx: CanvasRenderingContext2D, s: LiveScene, v: LiveVehicle): void {
  const pose = s.vehicles.at(v.id, s.now)
  if (!pose) return
  const x = screenX(s.camera, pose.x)
  const y = screenY(s.camera, pose.y)
  const { length, width } = vehicleSize(s.camera, v)
  const colour = stateColour(s.palette, v.state)
  const selected = v.id === s.selected
  if (v.state === 'fault' || selected) ring(ctx, s, x, y, length * 0.95, v.state === 'fault' ? s.palette.fault : s.palette.focus)
  ctx.save()
  ctx.translate(x, y)
  ctx.rotate(-pose.theta)
  body(ctx, s, v, colour, length, width)
  ctx.restore()
  if (selected || s.camera.scale > (v.length_mm ? 0.05 : 0.016)) tag(ctx, s, v.id, x, y - length * 0.5 - 11, selected)
}

// Nose to the right: a body with a bevelled nose, the load as a box on its
// deck. Offline is an outline; other states differ in colour and are written
// out in the list beside the map.
function body(ctx: CanvasRenderingContext2D, s: LiveScene, v: LiveVehicle, colour: string, length: number, width: number): void {
  const l = length / 2
  const w = width / 2
  const nose = length * 0.28
  ctx.beginPath()
  ctx.moveTo(-l + 2, -w)
  ctx.lineTo(l - nose, -w)
  ctx.lineTo(l, -w * 0.35)
  ctx.lineTo(l, w * 0.35)
  ctx.lineTo(l - nose, w)
  ctx.lineTo(-l + 2, w)
  ctx.quadraticCurveTo(-l, w, -l, w - 2)
  ctx.lineTo(-l, -w + 2)
  ctx.quadraticCurveTo(-l, -w, -l + 2, -w)
  ctx.closePath()
  ctx.lineWidth = width < 8 ? 1 : 2.5
  ctx.strokeStyle = s.palette.floor
  ctx.stroke()
  if (v.state === 'offline') {
    ctx.fillStyle = s.palette.floor
    ctx.fill()
    ctx.lineWidth = 1.5
    ctx.strokeStyle = colour
    ctx.stroke()
  } else {
    ctx.fillStyle = colour
    ctx.fill()
  }
  const side = width * 0.62
  const deck = -length * 0.14
  if (!v.load && width < 8) return // too small to show an empty deck
  if (v.load) {
    ctx.fillStyle = s.palette.load
    ctx.fillRect(deck - side / 2, -side / 2, side, side)
    ctx.lineWidth = 1
    ctx.strokeStyle = s.palette.floor
    ctx.strokeRect(deck - side / 2, -side / 2, side, side)
  } else if (v.state !== 'offline') {
    ctx.lineWidth = 1
    ctx.globalAlpha = 0.55
    ctx.strokeStyle = s.palette.floor
    ctx.strokeRect(deck - side / 2, -side / 2, side, side)
    ctx.globalAlpha = 1
  }
}

function ring(ctx: CanvasRenderingContext2D, s: LiveScene, x: number, y: number, r: number, colour: string): void {
  ctx.strokeStyle = colour
  ctx.lineWidth = 2
  ctx.globalAlpha = 0.35 + 0.35 * (0.5 + 0.5 * Math.sin(s.now / 350))
  ctx.beginPath()
  ctx.arc(x, y, r, 0, 2 * Math.PI)
  ctx.stroke()
  ctx.globalAlpha = 1
}

function tag(ctx: CanvasRenderingContext2D, s: LiveScene, text: string, x: number, y: number, strong: boolean): void {
  ctx.font = `${strong ? 600 : 500} 11px ${s.font}`
  const w = ctx.measureText(text).width + 8
  ctx.globalAlpha = strong ? 1 : 0.82
  ctx.fillStyle = strong ? s.palette.focus : s.palette.surface
  ctx.beginPath()
  ctx.roundRect(x - w / 2, y - 8, w, 16, 4)
  ctx.fill()
  ctx.globalAlpha = 1
  ctx.fillStyle = strong ? s.palette.floor : s.palette.label
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillText(text, x, y + 0.5)
}
