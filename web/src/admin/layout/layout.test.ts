import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Check } from './check'
import { add, align, copy, distribute, drawNode, moveBy, remove, renamePlace, turn } from './edit'
import { keysOf } from './findings'
import { History } from './history'
import { framed, hit, snap } from './hit'
import { areaBox, find, floors, put, rackBox, things, type Layout, type Rack } from './model'
import { connect, cut, edgeFor, edgesOf, purposeOf, renameNode, setEdge, setPurpose, splitEdge } from './roads'

const node = (id: string, x_mm: number, y_mm: number, map?: string) => ({ id, x_mm, y_mm, ...(map ? { map } : {}) })

function site(): Layout {
  return {
    width_mm: 40_000, depth_mm: 30_000,
    shelf_areas: [{ id: 'S', x_mm: 2000, y_mm: 2000, aisles: 2, aisle_spacing_mm: 2700, aisle_width_mm: 1700, shelf_depth_mm: 500, blocks: 1, bays_per_block: 4, bay_width_mm: 1000, cross_aisle_mm: 2000, depot_aisle: 2 }],
    racks: [{ id: 'R1', x_mm: 20_000, y_mm: 20_000, runs: 'west', bays: 10, depth: 1, bay_pitch_mm: 1000, cell_depth_mm: 1250, aisle_width_mm: 1500, pnds: [{ location: 'R1-IN', direction: 'in', x_mm: 22_000, y_mm: 21_000 }] }],
    benches: [{ id: 'B1', x_mm: 30_000, y_mm: 5000 }],
    docks: [{ id: 'IN-1', direction: 'in', x_mm: 38_000, y_mm: 10_000 }],
    places: [{ id: 'T', kind: 'tote_stack', x_mm: 30_000, y_mm: 8000 }],
    roadmap: {
      map: 'm', nodes: [node('A', 24_000, 10_000), node('B', 26_000, 10_000), node('C', 28_000, 10_000), node('P', 26_000, 12_000), node('U', 26_000, 10_000, 'upper')],
      lanes: [{ through: ['A', 'B', 'C', 'A'], max_speed_mm_per_s: 800 }, { through: ['B', 'P'], both_ways: true }], stations: [{ location: 'R1-IN', node: 'P' }], parking: [], charging: [],
    },
  }
}
const xy = (l: Layout, key: string) => { const t = find(l, key)!; return [t.box.x + t.box.w / 2, t.box.y + t.box.d / 2] }

describe('things', () => {
  it('have the boxes that the server reckons with', () => {
    const l = site()
    expect(areaBox(l.shelf_areas![0]!)).toEqual({ x: 650, y: 3000, w: 5400, d: 4000 })
    expect(rackBox(l.racks![0]!)).toEqual({ x: 10_000, y: 18_000, w: 10_000, d: 4000 })
    expect(things(l).map((t) => t.key)).toEqual(['area:S', 'rack:R1', 'at:R1-IN', 'at:B1', 'at:IN-1', 'at:T', 'node:A', 'node:B', 'node:C', 'node:P'])
    expect(floors(l)).toEqual(['', 'upper'])
    expect(things(l, 'upper').map((t) => t.key)).toEqual(['node:U'])
  })
  it('are put without changing what was there', () => {
    const l = site()
    const next = put(l, ['roadmap', 'nodes', 0, 'x_mm'], 1)
    expect([l.roadmap!.nodes[0]!.x_mm, next.roadmap!.nodes[0]!.x_mm]).toEqual([24_000, 1])
    expect(next.racks).toBe(l.racks)
    expect('map' in put(next, ['roadmap', 'nodes', 4, 'map'], undefined).roadmap!.nodes[4]!).toBe(false)
  })
})

describe('edits', () => {
  it('move a rack with its P&D stations once, and never below 0', () => {
    const l = moveBy(site(), ['rack:R1', 'at:R1-IN'], -500, 250)
    expect([l.racks![0]!.x_mm, l.racks![0]!.pnds[0]]).toEqual([19_500, expect.objectContaining({ x_mm: 21_500, y_mm: 21_250 })])
    expect(moveBy(site(), ['node:A', 'node:C'], -99_000, 0).roadmap!.nodes.map((n) => n.x_mm)).toEqual([0, 26_000, 4000, 26_000, 26_000])
    expect(moveBy(site(), ['edge:A>B'], 0, 500).roadmap!.nodes.slice(0, 3).map((n) => n.y_mm)).toEqual([10_500, 10_500, 10_000])
  })
  it('align and distribute', () => {
    expect(align(site(), ['node:A', 'node:P', 'at:T'], 'north').roadmap!.nodes.map((n) => n.y_mm)).toEqual([12_000, 10_000, 10_000, 12_000, 10_000])
    const l = align(site(), ['rack:R1', 'area:S'], 'west')
    expect(rackBox(l.racks![0]!).x).toBe(650)
    expect(l.racks![0]!.pnds[0]!.x_mm).toBe(22_000 - 9350)
    const even = distribute(moveBy(site(), ['node:B'], 500, 0), ['node:A', 'node:B', 'node:C'], 'x')
    expect(even.roadmap!.nodes.map((n) => n.x_mm)).toEqual([24_000, 26_000, 28_000, 26_000, 26_000])
  })
  it('turn a rack around its middle, and back', () => {
    const turned = turn(site(), ['rack:R1'], 'half')
    const r = turned.racks![0] as Rack
    expect([r.runs, rackBox(r), r.pnds[0]!.x_mm, r.pnds[0]!.y_mm]).toEqual(['east', rackBox(site().racks![0]!), 8000, 19_000])
    expect(turn(turned, ['rack:R1'], 'half')).toEqual(site())
    expect(turn(site(), ['rack:R1'], 'quarter')).toEqual(site())
    expect(turn(site(), ['area:S'], 'half').shelf_areas![0]!.depot_aisle).toBe(1)
  })
  it('turn nodes by a quarter', () => {
    const l = turn(site(), ['node:A', 'node:C'], 'quarter')
    expect([xy(l, 'node:A'), xy(l, 'node:C')]).toEqual([[26_000, 8000], [26_000, 12_000]])
  })
  it('remove a place with the stop for it, a node with its edges', () => {
    expect(remove(site(), ['at:R1-IN']).roadmap!.stations).toEqual([])
    const l = remove(site(), ['node:B'])
    expect(edgesOf(l).map((e) => e.key)).toEqual(['edge:C>A'])
    expect(remove(site(), ['node:P']).roadmap!.stations).toEqual([])
  })
  it('rename a place with its stop', () => {
    const l = renamePlace(site(), find(site(), 'at:R1-IN')!, 'R1-X')
    expect([l.racks![0]!.pnds[0]!.location, l.roadmap!.stations[0]!.location]).toEqual(['R1-X', 'R1-X'])
  })
  it('add things under ids that are free', () => {
    for (const what of ['dock_in', 'bench', 'staging', 'area', 'rack', 'zone'] as const) {
      const { layout, key } = add(site(), what, 5000, 5000)
      expect(find(layout, key), what).toBeDefined()
      expect(new Set(things(layout).map((t) => t.key)).size, what).toBe(things(layout).length)
    }
    expect(add(site(), 'dock_in', 1, 1).key).toBe('at:IN-2')
    expect(drawNode(site(), 10, 20, 'upper').layout.roadmap!.nodes.at(-1)).toEqual({ id: 'N1', x_mm: 10, y_mm: 20, map: 'upper' })
  })
  it('copy nodes with the edges between them', () => {
    const { layout, keys } = copy(site(), ['node:B', 'node:P'], 0, 4000)
    expect(keys).toEqual(['node:B2', 'node:P1'])
    expect(edgeFor(layout, 'P1', 'B2')?.both).toBe(true)
    expect(layout.roadmap!.stations).toHaveLength(1)
  })
})

describe('roads', () => {
  it('take a chain apart where one edge becomes different', () => {
    const l = setEdge(site(), edgeFor(site(), 'B', 'C')!, { both: true })
    expect(l.roadmap!.lanes).toEqual([
      { through: ['A', 'B'], max_speed_mm_per_s: 800 }, { through: ['B', 'C'], both_ways: true, max_speed_mm_per_s: 800 }, { through: ['C', 'A'], max_speed_mm_per_s: 800 }, { through: ['B', 'P'], both_ways: true },
    ])
    expect(cut(site(), edgeFor(site(), 'C', 'A')!).roadmap!.lanes[0]).toEqual({ through: ['A', 'B', 'C'], max_speed_mm_per_s: 800 })
    expect(edgesOf(setEdge(site(), edgeFor(site(), 'A', 'B')!, { turned: true }))[0]).toMatchObject({ from: 'B', to: 'A', speed: 800 })
    const limited = setEdge(site(), edgeFor(site(), 'A', 'B')!, { unladen: true, height: 1800 })
    expect(limited.roadmap!.lanes[0]).toEqual({ through: ['A', 'B'], max_speed_mm_per_s: 800, unladen_only: true, max_height_mm: 1800 })
    expect(setEdge(limited, edgeFor(limited, 'A', 'B')!, { unladen: false, height: 0 }).roadmap!.lanes[0]).toEqual({ through: ['A', 'B'], max_speed_mm_per_s: 800 })
  })
  it('join two nodes once; the way back makes it both ways', () => {
    expect(connect(site(), 'A', 'B', false)).toEqual(site())
    expect(edgeFor(connect(site(), 'B', 'A', false), 'A', 'B')).toMatchObject({ both: true })
    expect(edgeFor(connect(site(), 'C', 'P', true), 'P', 'C')?.both).toBe(true)
  })
  it('put a node into an edge', () => {
    expect(splitEdge(site(), edgeFor(site(), 'A', 'B')!, 'P').roadmap!.lanes[0]!.through).toEqual(['A', 'P', 'B', 'C', 'A'])
  })
  it('rename a node everywhere', () => {
    const l = renameNode(site(), 'P', 'Q')
    expect([l.roadmap!.stations[0]!.node, edgeFor(l, 'Q', 'B')?.both, find(l, 'node:P')]).toEqual(['Q', true, undefined])
  })
  it('let a node serve one purpose', () => {
    let l = setPurpose(site(), 'P', 'charging')
    expect([l.roadmap!.stations, purposeOf(l.roadmap!, 'P').purpose]).toEqual([[], 'charging'])
    l = setPurpose(l, 'A', 'station', 'T')
    l = setPurpose(l, 'B', 'station', 'T')
    expect(l.roadmap!.stations).toEqual([{ location: 'T', node: 'B' }])
    expect(setPurpose(l, 'P', 'through').roadmap!.charging).toEqual([])
  })
})

describe('the pointer', () => {
  it('finds nodes before places before edges before racks', () => {
    const l = site()
    expect(hit(l, '', 24_100, 10_050, 200)).toBe('node:A')
    expect(hit(l, '', 25_000, 10_100, 200)).toBe('edge:A>B')
    expect(hit(l, '', 22_100, 21_000, 200)).toBe('at:R1-IN')
    expect(hit(l, '', 15_000, 20_000, 200)).toBe('rack:R1')
    expect(hit(l, '', 35_000, 25_000, 200)).toBeNull()
    expect(hit(l, 'upper', 24_100, 10_050, 200)).toBeNull()
  })
  it('frames what lies wholly inside', () => {
    expect(framed(site(), '', { x: 23_000, y: 9000, w: 4000, d: 4000 })).toEqual(['node:A', 'node:B', 'node:P'])
    expect(framed(site(), '', { x: 9000, y: 17_000, w: 10_000, d: 6000 })).toEqual([])
  })
  it('snaps', () => expect([snap(1240, 500), snap(1250.4, 0)]).toEqual([1000, 1250]))
})

describe('history', () => {
  it('takes steps with one tag together, and forgets what was undone', () => {
    const h = new History(0)
    h.set(1)
    h.set(2, 'drag')
    h.set(3, 'drag')
    h.rest()
    h.set(4, 'drag')
    h.undo()
    expect(h.now).toBe(3)
    h.undo()
    expect(h.now).toBe(1)
    h.redo()
    expect(h.now).toBe(3)
    h.set(9)
    expect([h.canRedo, h.canUndo]).toEqual([false, true])
  })
  it('keeps a drag apart from the one before an undo', () => {
    const h = new History(0)
    h.set(1, 'drag')
    h.undo()
    h.set(2, 'drag')
    h.undo()
    expect(h.now).toBe(0)
  })
})

describe('the live check', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  it('asks once for a row of changes and ignores what was overtaken', async () => {
    const answers: ((v: string) => void)[] = []
    const asked: number[] = []
    const told: string[] = []
    const c = new Check<number, string>((n) => { asked.push(n); return new Promise((r) => answers.push(r)) }, (s, f) => told.push(s === 'known' ? f! : s))
    c.of(1)
    c.of(2)
    await vi.advanceTimersByTimeAsync(300)
    c.of(3)
    await vi.advanceTimersByTimeAsync(300)
    answers[1]!('new')
    answers[0]!('old')
    await vi.advanceTimersByTimeAsync(0)
    expect([asked, told]).toEqual([[2, 3], ['checking', 'checking', 'checking', 'new']])
  })
  it('says when it could not be asked, and nothing after its end', async () => {
    const told: string[] = []
    const c = new Check<number, string>(() => Promise.reject(new Error('away')), (s) => told.push(s))
    c.of(1)
    await vi.advanceTimersByTimeAsync(300)
    c.of(2)
    c.end()
    await vi.advanceTimersByTimeAsync(300)
    expect(told).toEqual(['checking', 'failed', 'checking'])
  })
})

describe('findings', () => {
  it('name things', () => {
    const of = (...parts: string[]) => keysOf(site(), { code: 'x', level: 'error', message: '', parts })
    expect(of('P', 'R1-IN')).toEqual(['node:P', 'at:R1-IN'])
    expect(of('A>B', 'R1-A')).toEqual(['edge:A>B', 'rack:R1'])
    expect(of('P>B')).toEqual(['edge:B>P'])
    expect(of('S01-1W', 'S02-1E', 'nobody')).toEqual(['area:S'])
  })
})
