// The board's figures in the order of their families, and as text.
import type { Schemas } from '../api/types'

export type Figure = Schemas['BoardFigure']
export const families = ['inventory', 'logistics', 'orders', 'forecast', 'cost', 'work'] as const
export type Family = (typeof families)[number]

export const byFamily = (figures: Figure[]) => families.map((family) => ({ family, figures: figures.filter((f) => f.family === family) })).filter((g) => g.figures.length > 0)

// state of a figure beside its target: right, a little off (within a fifth of
// the target), or wrong; empty without either.
export function state(f: Figure): '' | 'ok' | 'warn' | 'bad' {
  if (f.value === null || f.target == null || f.target === 0) return ''
  const off = f.better === 'high' ? f.target - f.value : f.value - f.target
  return off <= 0 ? 'ok' : off <= Math.abs(f.target) * 0.2 ? 'warn' : 'bad'
}

// line is a trend as a path over 100 by 24, with gaps where nothing was.
export function line(trend: (number | null)[]): string {
  const known = trend.filter((v): v is number => v !== null)
  if (known.length < 2) return ''
  const least = Math.min(...known)
  const span = Math.max(...known) - least || 1
  const x = (n: number) => Math.round((n / Math.max(1, trend.length - 1)) * 1000) / 10
  let path = ''
  let pen = false
  trend.forEach((v, n) => {
    if (v === null) return void (pen = false)
    const y = Math.round((22 - ((v - least) / span) * 20) * 10) / 10
    const alone = !pen && (trend[n + 1] ?? null) === null
    path += `${pen ? 'L' : 'M'}${x(n)} ${y}${alone ? 'h0.1' : ''}`
    pen = true
  })
  return path
}
