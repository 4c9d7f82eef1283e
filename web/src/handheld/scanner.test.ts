import { describe, expect, it } from 'vitest'
import { bare } from './scanner'

describe('bare', () => {
  it('takes off what the scanner adds, and only that', () => {
    const s = { prefix: '<<', suffix: '#' }
    expect(bare('<<S01-02#', s)).toBe('S01-02')
    expect(bare('S01-02', s)).toBe('S01-02') // typed by hand
    expect(bare('<<S01-02', s)).toBe('S01-02')
    expect(bare('<<', s)).toBe('<<') // nothing would be left
    expect(bare('#', s)).toBe('#')
    expect(bare('<<S01#02', { prefix: '', suffix: '' })).toBe('<<S01#02')
  })
})
