import { describe, expect, it } from 'vitest'
import type { FloorShape, LiveChute } from '../../api/types'
import { chuteOf, fillOf } from './match'

const shape = (kind: string, id: string, label?: string): FloorShape => ({
  id, kind, label, x_mm: 0, y_mm: 0, width_mm: 1, depth_mm: 1,
})

describe('fillOf', () => {
  it('matches by id, by label, by side and by aisle number', () => {
    const fill: Record<string, [number, number]> = { R1: [1, 2], R10: [3, 4], Upper: [5, 6] }
    expect(fillOf(shape('rack', 'R1'), fill)).toEqual([1, 2])
    expect(fillOf(shape('rack', 'R1-B'), fill)).toEqual([1, 2])
    expect(fillOf(shape('rack', 'R10-A'), fill)).toEqual([3, 4])
    expect(fillOf(shape('rack', 'X', 'Upper'), fill)).toEqual([5, 6])
    expect(fillOf(shape('rack', 'R2-A'), { '2': [7, 8] })).toEqual([7, 8])
    expect(fillOf(shape('rack', 'R3'), fill)).toBeUndefined()
  })
})

describe('chuteOf', () => {
  const chutes: LiveChute[] = [0, 1, 12].map((number) => ({ number, label: '', count: number, full: false }))
  it('matches by number, and the reject lane by kind', () => {
    expect(chuteOf(shape('chute', 'CH-12'), chutes)?.number).toBe(12)
    expect(chuteOf(shape('chute', 'S1-C01'), chutes)?.number).toBe(1)
    expect(chuteOf(shape('reject', 'REJ'), chutes)?.number).toBe(0)
    expect(chuteOf(shape('bench', 'B1'), chutes)).toBeUndefined()
  })
})
