import { describe, expect, it } from 'vitest'
import { bodyOf, halves, sectionsOf, textOf } from './pickpolicy'

describe('sections', () => {
  it('are read as people write them, and written back', () => {
    expect(sectionsOf('1-3, 4；5–8')).toEqual([{ from: 1, to: 3 }, { from: 4, to: 4 }, { from: 5, to: 8 }])
    expect(textOf(sectionsOf('1-3,4'))).toBe('1-3, 4')
    expect(sectionsOf('one to three')).toBeNull()
    expect(sectionsOf('')).toEqual([])
  })
  it('begin as halves', () => expect([halves(8), halves(5), halves(2)]).toEqual(['1-4, 5-8', '1-2, 3-5', '1, 2']))
})

describe('bodyOf', () => {
  it('leaves out sections where there is no zone picking', () => {
    expect(bodyOf({ mode: 'cluster', area: 'S' }, '1-2, 3-4').sections).toBeUndefined()
    expect(bodyOf({ mode: 'zone', area: 'S' }, '1-2, 3-4').sections).toHaveLength(2)
  })
})
