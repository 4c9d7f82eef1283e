/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs'
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

// bare are the texts of a template that no translation speaks.
function bare(source: string): string[] {
  const template = /<template>([\s\S]*)<\/template>/.exec(source)?.[1] ?? ''
  const still = template.replace(/\{\{[\s\S]*?\}\}/g, ' ').replace(/<code[\s\S]*?<\/code>/g, ' ').replace(/<!--[\s\S]*?-->/g, ' ')
  const attributes = [...still.matchAll(/\s(?:aria-label|title|placeholder|alt)="([^"]*)"/g)].map((m) => m[1]!)
  // Tags are taken off with their attributes, whose values may hold a '>'.
  const text = still.replace(/<(?:"[^"]*"|'[^']*'|[^'">])*>/g, '\n').split('\n')
  return [...attributes, ...text].map((s) => s.trim()).filter((s) => /\p{Letter}{2}/u.test(s))
}

describe('templates', () => {
  it('say nothing but translated words', () => {
    const root = new URL('../', import.meta.url)
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.vue'))
    expect(files.length).toBeGreaterThan(30)
    const same = new Set(['orders:write', 'km'])
    const found = files.flatMap((f) => bare(readFileSync(new URL(f, root), 'utf8')).filter((s) => !same.has(s)).map((s) => `${f}: ${s}`))
    expect(found).toEqual([])
  })
  it('are read as they should be', () => {
    expect(bare('<template><p :a="b > 1" title="Hello">{{ t(\'x\') }} World</p></template>')).toEqual(['Hello', 'World'])
  })
})
