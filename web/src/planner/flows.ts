// What goes from warehouses to customers, as a map draws it.
import type { Schemas, Warehouse } from '../api/types'
import type { Frame, Point } from './map'

type Flow = Schemas['PlanFlow']

export interface Lane { key: string; from: string; units: number; d: string; width: number }
export interface Cell { key: string; from: string; units: number; x: number; y: number; r: number }

const widestLane = 5
const largestCell = 9
const label = { wide: 170, high: 34 }
const enough = 0.97 // of the units must be in sight; a few far customers don't shrink the map

const placed = (f: Flow): f is Flow & Point => Number.isFinite(f.lat) && Number.isFinite(f.lon)

// inSight are the cells that the map must hold.
export function inSight(flows: Flow[]): Point[] {
  const list = flows.filter(placed).toSorted((a, b) => b.units - a.units)
  const all = list.reduce((sum, f) => sum + f.units, 0)
  let sum = 0
  return list.filter((f) => {
    const before = sum
    sum += f.units
    return before < enough * all
  })
}

// flowsOn lays lanes as bows from warehouse to cell, and a dot on each cell.
export function flowsOn(view: Frame, warehouses: Warehouse[], flows: Flow[]): { lanes: Lane[]; cells: Cell[] } {
  const from = new Map(warehouses.map((w) => [w.id, w as Point]))
  const list = flows.filter(placed)
  const most = Math.max(1, ...list.map((f) => f.units))
  const cells = new Map<string, Cell & { top: number }>()
  const lanes: Lane[] = []
  for (const f of list) {
    const w = from.get(f.warehouse)
    if (!w) continue
    const [x1, y1, x2, y2] = [view.x(w), view.y(w), view.x(f), view.y(f)]
    const [mx, my] = [(x1 + x2) / 2 - (y2 - y1) * 0.15, (y1 + y2) / 2 + (x2 - x1) * 0.15]
    const key = `${f.lat},${f.lon}`
    lanes.push({ key: `${f.warehouse}>${key}>${f.country}`, from: f.warehouse, units: f.units, width: 1 + (widestLane - 1) * Math.sqrt(f.units / most), d: `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${mx.toFixed(1)} ${my.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}` })
    const cell = cells.get(key) ?? { key, from: f.warehouse, units: 0, x: x2, y: y2, r: 0, top: 0 }
    cell.units += f.units
    if (f.units > cell.top) Object.assign(cell, { from: f.warehouse, top: f.units })
    cells.set(key, cell)
  }
  const largest = Math.max(1, ...[...cells.values()].map((c) => c.units))
  return { lanes, cells: [...cells.values()].map(({ top, ...c }) => ({ ...c, r: Math.max(3, largestCell * Math.sqrt(c.units / largest)) })) }
}

// apart moves labels down that would lie on one another.
export function apart<T extends { x: number; y: number }>(list: T[]): (T & { ly: number })[] {
  const out: (T & { ly: number })[] = []
  for (const d of list.toSorted((a, b) => a.y - b.y)) {
    let ly = d.y
    for (const o of out.toSorted((a, b) => a.ly - b.ly)) if (Math.abs(o.x - d.x) < label.wide && Math.abs(o.ly - ly) < label.high) ly = o.ly + label.high
    out.push({ ...d, ly })
  }
  return out
}
