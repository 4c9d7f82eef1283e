// Findings of the check in words, and the things that they are about.
import type { Schemas } from '../../api/types'
import { number, t, tOr } from '../../i18n'
import { edgeFor, edgeKey } from './roads'
import { find, type Layout } from './model'

export type Finding = Schemas['LayoutFinding']

// say is the finding in the person's language; what has no words of ours is
// said as the server does.
export function say(f: Finding): string {
  const [a = '', b = '', c = ''] = f.parts.map((p) => tOr(`draw.purpose.${p}`, p))
  return tOr(`draw.find.${f.code}`, t('draw.find.rule', { text: f.message }), { a, b, c, have: number(f.have_mm ?? 0), need: number(f.need_mm ?? 0), text: f.message })
}

// keysOf are the things of a layout that a finding names.
export function keysOf(layout: Layout, f: Finding): string[] {
  return [...new Set(f.parts.flatMap((p) => keyOf(layout, p) ?? []))]
}

function keyOf(layout: Layout, part: string): string | null {
  const [from, to] = part.split('>')
  if (from && to) {
    const e = edgeFor(layout, from, to)
    return e ? edgeKey(e.from, e.to) : null
  }
  for (const group of ['node', 'at', 'rack', 'area', 'zone', 'pick', 'field']) if (find(layout, `${group}:${part}`)) return `${group}:${part}`
  // Shapes: a rack's sides, and the rows of a shelf area.
  const rack = /^(.+)-[AB]$/.exec(part)?.[1]
  if (rack && find(layout, `rack:${rack}`)) return `rack:${rack}`
  const area = /^(.+)\d\d-\d+[WE]$/.exec(part)?.[1]
  return area && find(layout, `area:${area}`) ? `area:${area}` : null
}
