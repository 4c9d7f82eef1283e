import { describe, expect, it } from 'vitest'
import { dayOf } from './index'

describe('a day', () => {
  const now = new Date('2026-11-01T12:00:00Z')
  it('is the same wherever it is read, with the year if it is another one', () => {
    const had = process.env.TZ
    try {
      for (const zone of ['America/Los_Angeles', 'UTC', 'Pacific/Auckland']) {
        process.env.TZ = zone
        expect(dayOf('2026-12-31', now)).toMatch(/31/)
        expect(dayOf('2026-12-31', now)).not.toMatch(/2026/)
        expect(dayOf('2027-01-02', now)).toMatch(/2 Jan 2027/)
      }
    } finally {
      if (had === undefined) delete process.env.TZ
      else process.env.TZ = had
    }
    expect(dayOf('')).toBe('')
  })
})
