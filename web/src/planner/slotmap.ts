// A shelf area from above: each bay in the colour of how often it is walked to.
import type { Schemas } from '../api/types'

export type SlotBay = Schemas['SlotBay']
export interface Cell { x: number; y: number; w: number; d: number; heat: number; bay: SlotBay }
export interface Shown { cells: Cell[]; width: number; height: number; most: number }

// shown lays bays out in metres with the south at the bottom. Heat is 0 to 1,
// by the root of the picks, since a few bays have most of them; both pictures
// have one scale.
export function shown(bays: SlotBay[], when: 'now' | 'then'): Shown {
  const most = Math.max(1, ...bays.flatMap((b) => [b.now, b.then]))
  const left = Math.min(...bays.map((b) => b.x_mm))
  const top = Math.max(...bays.map((b) => b.y_mm + b.depth_mm))
  const cells = bays.map((bay) => ({
    x: (bay.x_mm - left) / 1000, y: (top - bay.y_mm - bay.depth_mm) / 1000, w: bay.width_mm / 1000, d: bay.depth_mm / 1000,
    heat: Math.sqrt(bay[when] / most), bay,
  }))
  return { cells, most, width: Math.max(0, ...cells.map((c) => c.x + c.w)), height: Math.max(0, ...cells.map((c) => c.y + c.d)) }
}

// colour of a heat: the design's three, mixed.
export function colour(heat: number): string {
  const part = (from: string, to: string, n: number) => `color-mix(in oklab, var(--heat-${to}) ${Math.round(n * 100)}%, var(--heat-${from}))`
  return heat <= 0 ? 'var(--sunken)' : heat < 0.5 ? part('0', '1', heat * 2) : part('1', '2', heat * 2 - 1)
}
