import { expect, test } from 'vitest'
import { colour, shown, type SlotBay } from './slotmap'

const bay = (x: number, y: number, now: number, then: number): SlotBay => ({ aisle: 1, bay: 1, x_mm: x, y_mm: y, width_mm: 500, depth_mm: 1000, now, then })

test('bays lie to scale, the south at the bottom, on one scale of heat', () => {
  const bays = [bay(1000, 2000, 0, 16), bay(4000, 5000, 4, 1)]
  const now = shown(bays, 'now')
  expect(now.cells.map((c) => [c.x, c.y, c.heat])).toEqual([[0, 3, 0], [3, 0, 0.5]])
  expect([now.width, now.height, now.most]).toEqual([3.5, 4, 16])
  expect(shown(bays, 'then').cells.map((c) => c.heat)).toEqual([1, 0.25])
})

test('colours go from cold to hot', () => {
  expect(colour(0)).toBe('var(--sunken)')
  expect(colour(0.25)).toContain('var(--heat-1) 50%, var(--heat-0)')
  expect(colour(1)).toContain('var(--heat-2) 100%, var(--heat-1)')
})
