import { expect, test } from 'vitest'
import { byFamily, line, state, type Figure } from './board'

const figure = (more: Partial<Figure>): Figure => ({ code: 'x', family: 'inventory', unit: 'share', value: 0.9, of: 9, over: 10, better: 'high', trend: [], behind: true, ...more })

test('a figure is judged by its target, in the direction that is better', () => {
  expect(state(figure({ target: 0.9 }))).toBe('ok')
  expect(state(figure({ target: 0.95 }))).toBe('warn')
  expect(state(figure({ value: 0.5, target: 0.95 }))).toBe('bad')
  expect(state(figure({ value: 20, target: 24, better: 'low' }))).toBe('ok')
  expect(state(figure({ value: 50, target: 24, better: 'low' }))).toBe('bad')
  expect(state(figure({ value: null, target: 1 }))).toBe('')
  expect(state(figure({}))).toBe('')
})

test('families keep their order and empty ones are left out', () => {
  expect(byFamily([figure({ family: 'work' }), figure({ family: 'inventory' })]).map((g) => g.family)).toEqual(['inventory', 'work'])
})

test('a trend has gaps where nothing was', () => {
  expect(line([1, null, null])).toBe('')
  expect(line([0, 10])).toBe('M0 22L100 2')
  expect(line([0, null, 10, 5])).toBe('M0 22h0.1M66.7 2L100 12')
})
