// Sections of aisles as people write them: "1-3, 4, 5-8".
import type { Schemas } from '../api/types'

export type PickPolicy = Schemas['PickPolicy']
type Section = Schemas['AisleSection']

export function sectionsOf(text: string): Section[] | null {
  const out: Section[] = []
  for (const part of text.split(/[,;，；]/).map((s) => s.trim()).filter(Boolean)) {
    const m = /^(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?$/.exec(part)
    if (!m) return null
    out.push({ from: Number(m[1]), to: Number(m[2] ?? m[1]) })
  }
  return out
}

export const textOf = (sections: Section[] | null | undefined): string => (sections ?? []).map((s) => (s.from === s.to ? `${s.from}` : `${s.from}-${s.to}`)).join(', ')

// halves parts so many aisles in two, to begin with.
export const halves = (aisles: number): string => (aisles < 2 ? '1' : textOf([{ from: 1, to: Math.floor(aisles / 2) }, { from: Math.floor(aisles / 2) + 1, to: aisles }]))

// bodyOf is a policy as it is sent: without what does not belong to its mode.
export function bodyOf(p: PickPolicy, sections: string): PickPolicy {
  const body: PickPolicy = { area: p.area ?? '', mode: p.mode, cart_totes: p.cart_totes ?? 0, max_lines: p.max_lines ?? 0, max_weight_g: p.max_weight_g ?? 0, tour: p.tour || 'exact', heavy_first: p.heavy_first ?? false }
  if (p.mode === 'sort' && p.max_units) body.max_units = p.max_units
  if (p.mode === 'zone') body.sections = sectionsOf(sections) ?? []
  return body
}
