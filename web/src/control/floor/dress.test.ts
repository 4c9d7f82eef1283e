import { describe, expect, it } from 'vitest'
import type { Floor, FloorShape } from '../../api/types'
import { dress } from './dress'

const point = (kind: string, id: string, x: number, y: number): FloorShape => ({
  id, kind, x_mm: x - 600, y_mm: y - 600, width_mm: 1200, depth_mm: 1200,
})
const floorOf = (...shapes: FloorShape[]): Floor => ({
  warehouse: 'w', name: 'W', width_mm: 96_000, depth_mm: 64_000, shapes, nodes: [], edges: [],
})
const find = (f: Floor, id: string) => f.shapes!.find((s) => s.id === id)!

describe('dress', () => {
  it('leaves what has a size as it is', () => {
    const rack: FloorShape = { id: 'R1-A', kind: 'rack', x_mm: 1, y_mm: 2, width_mm: 40_000, depth_mm: 1250 }
    expect(find(dress(floorOf(rack)), 'R1-A')).toEqual(rack)
  })

  it('puts docks at their wall', () => {
    const f = dress(floorOf(point('dock_in', 'IN-1', 93_000, 46_000), point('dock_out', 'OUT-1', 48_000, 2000)))
    const inbound = find(f, 'IN-1')
    expect(inbound.x_mm + inbound.width_mm).toBe(96_000)
    expect(inbound.y_mm + inbound.depth_mm / 2).toBe(46_000)
    expect(find(f, 'OUT-1').y_mm).toBe(0)
  })

  it('keeps the middle of a place, and neighbours apart', () => {
    const f = dress(floorOf(point('bench', 'B1', 10_000, 5000), point('bench', 'B2', 12_000, 5000)))
    const [a, b] = [find(f, 'B1'), find(f, 'B2')]
    expect(a.x_mm + a.width_mm / 2).toBe(10_000)
    expect(a.x_mm + a.width_mm).toBeLessThan(b.x_mm)
  })

  it('runs a belt along the chutes, on the side of the reject lane, with the chutes touching it', () => {
    const chutes = [42_000, 46_000, 50_000, 54_000].map((x, i) => point('chute', `C-${i}`, x, 20_000))
    const f = dress(floorOf(...chutes, point('reject', 'REJ', 38_000, 24_000), point('bench', 'B1', 44_000, 14_000)))
    const sorter = f.shapes!.find((s) => s.kind === 'sorter')!
    expect(sorter.y_mm).toBeGreaterThan(20_000)
    for (const i of [0, 3]) expect(find(f, `C-${i}`).y_mm + find(f, `C-${i}`).depth_mm).toBe(sorter.y_mm)
  })
})

describe('a field of sorting robots', () => {
  const field = { id: 'F', x_mm: 10_000, y_mm: 10_000, pitch_mm: 1000, columns: 20, rows: 20, blocked: [], parking: [], charging: [], inductions: [] }

  it('shows its chutes as cells, with no belt along them', () => {
    const chutes = [12_000, 16_000, 20_000].map((x, i) => point('chute', `C-${i}`, x, 15_000))
    const f = dress({ ...floorOf(...chutes, point('bench', 'B', 60_000, 15_000)), fields: [field] })
    expect(f.shapes!.some((s) => s.kind === 'sorter')).toBe(false)
    expect(find(f, 'C-1').width_mm).toBeLessThan(1000)
    expect(find(f, 'C-1').x_mm + find(f, 'C-1').width_mm / 2).toBe(16_000)
    expect(find(f, 'B').width_mm).toBeGreaterThan(1000)
  })
})
