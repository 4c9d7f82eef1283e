import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256 } from './photo'

describe('sha256', () => {
  it('is what everybody else computes, at every length around a block', () => {
    for (const n of [0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 1000, 100_003]) {
      const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 31 + n) & 255)
      expect(sha256(bytes), `${n} bytes`).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
  })
})
