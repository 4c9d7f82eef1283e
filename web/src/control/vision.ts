// What a vision station found, and what each decision about it does, in words.
import type { Item, Schemas, VisionCheck } from '../api/types'
import { decimal, number, t, tOr, type Key } from '../i18n'

export type Difference = Schemas['VisionDifference']
export type Decision = Schemas['NewVisionDecision']['decision']
type Measure = Difference['measure']

const smallG = 10_000 // below this a weight is said in grams

// measure says a value with its unit; like is the value beside it, so that
// both are said in the same unit.
export function measure(what: Measure, n: number, like = n): string {
  if (what !== 'weight_g') return t('vision.mm', { n: number(n) })
  return Math.abs(like) < smallG ? t('vision.g', { n: number(n) }) : t('vision.kg', { n: decimal(n / 1000) })
}

export interface Row {
  what: string
  measured: string
  expected: string
  allowed: string
  off: string
}

const sign = (n: number) => (n < 0 ? '−' : '+')

// rows sets what was measured beside what was expected.
export function rows(c: VisionCheck): Row[] {
  return (c.differs ?? []).map((d) => {
    const like = Math.max(d.measured, d.expected)
    const say = (n: number) => measure(d.measure, n, like)
    const off = d.measured - d.expected
    return {
      what: t(`vision.measure.${d.measure}`), measured: say(d.measured), expected: say(d.expected),
      allowed: `± ${say(d.allowed)}`, off: `${sign(off)}${say(Math.abs(off))}`,
    }
  })
}

// code is what was read beside what stands there by the books, of checks that
// failed for their code.
export function code(c: VisionCheck): { read: string; books: string } | null {
  if (!['no_read', 'multi_read', 'unknown_unit', 'elsewhere'].includes(c.result)) return null
  const none = t('vision.code.none')
  const read = c.result === 'multi_read' ? t('vision.code.two') : c.result === 'no_read' ? none : c.barcode || none
  return { read, books: c.handling_unit || none }
}

// headline says in one line what is wrong.
export function headline(c: VisionCheck): string {
  const found = rows(c)
  if (found.length > 0) return found.map((r) => t('vision.instead', { ...r })).join(' · ')
  const result = t(`vision.result.${c.result}`)
  return c.barcode && (c.result === 'unknown_unit' || c.result === 'elsewhere') ? `${result}: ${c.barcode}` : result
}

// why is the sentence under the headline; figures speak for themselves, and a
// check from before they were kept has the server's words.
export function why(c: VisionCheck): string {
  if ((c.differs ?? []).length > 0) return ''
  return tOr(`vision.why.${c.result}`, c.reason ?? '', { barcode: c.barcode ?? '' })
}

// seen is all that the station measured.
export function seen(c: VisionCheck): string {
  const sides = [c.length_mm, c.width_mm, c.height_mm]
  return [
    ...(sides.every(Boolean) ? [t('vision.mm', { n: sides.map((n) => number(n!)).join(' × ') })] : []),
    ...(c.weight_g ? [measure('weight_g', c.weight_g)] : []),
  ].join(' · ')
}

export interface Change {
  what: string
  to: string
  from: string // '' when it is not known
}

// changes is what correcting does to the item; what stays is left out.
export function changes(c: VisionCheck, item: Item | null): Change[] {
  const k = c.correction
  if (!k) return []
  const old = k.unit ? item?.packagings?.find((p) => p.unit === k.unit) : item
  const of = (what: string) => (k.unit
    ? t('vision.of.packaging', { what, unit: tOr(`vision.packaging.${k.unit}`, k.unit) })
    : t('vision.of.base', { what }))
  return (['weight_g', 'length_mm', 'width_mm', 'height_mm'] as const).flatMap((m) => {
    const to = k[m] ?? 0
    const from = (old as Partial<Record<Measure, number>> | null | undefined)?.[m] ?? 0
    if (to === 0 || to === from) return []
    return [{ what: of(t(`vision.measure.${m}`)), to: measure(m, to), from: from > 0 ? measure(m, from, to) : '' }]
  })
}

// decisions are those that the check allows, each with what it does.
export function decisions(c: VisionCheck): { name: Decision; then: string }[] {
  const held = (c.held ?? []).length > 0 ? '.held' : ''
  const say = (key: 'release' | 'keep') =>
    t(c.handling_unit ? (`vision.then.${key}${held}` as Key) : 'vision.then.unknown', { unit: c.handling_unit, place: c.place || t('vision.place.check') })
  return [
    { name: 'release', then: say('release') },
    ...(c.correction ? [{ name: 'correct' as const, then: t('vision.then.correct', { sku: c.correction.sku }) }] : []),
    { name: 'keep', then: say('keep') },
  ]
}

// held is what lies in quarantine because of the check.
export const held = (c: VisionCheck): string =>
  (c.held ?? []).map((x) => {
    const what = `${number(x.qty)} × ${x.sku}`
    return x.lot ? t('vision.lot', { what, lot: x.lot }) : what
  }).join('; ')
