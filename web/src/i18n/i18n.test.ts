import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh'

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

describe('languages', () => {
  it('have the same keys', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
  })
  it('fill the same holes', () => {
    for (const [key, text] of Object.entries(en)) expect(holes(zh[key as keyof typeof en]), key).toEqual(holes(text))
  })
  it('leave nothing empty or untranslated', () => {
    const same = new Set(['app.name', 'app.none'])
    for (const [key, text] of Object.entries(zh)) {
      expect(text.trim(), key).not.toBe('')
      if (!same.has(key)) expect(text, key).not.toBe(en[key as keyof typeof en])
    }
  })
})
