// Canvas can't read CSS variables, so the floor's colours are read from the
// tokens once per theme.

const names = {
  out: '--floor-out', floor: '--floor', grid: '--floor-grid', wall: '--floor-wall', road: '--floor-road',
  box: '--floor-box', boxLine: '--floor-box-line', lane: '--floor-lane', label: '--floor-label', dock: '--floor-dock',
  heat0: '--heat-0', heat1: '--heat-1', hot: '--heat-2', heatText: '--heat-text', body: '--agv-body', load: '--agv-load',
  person: '--person', focus: '--focus', text: '--text', bad: '--bad', warn: '--warn', brand: '--brand', surface: '--surface',
  idle: '--state-idle', driving: '--state-driving', waiting: '--state-waiting', handling: '--state-handling',
  charging: '--state-charging', fault: '--state-fault', offline: '--state-offline',
} as const

export type Palette = Record<keyof typeof names, string>

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const out = {} as Palette
  for (const [key, name] of Object.entries(names)) out[key as keyof Palette] = style.getPropertyValue(name).trim()
  return out
}

const states = new Set(['idle', 'driving', 'waiting', 'handling', 'charging', 'fault', 'offline'])

// stateColour is the colour of a machine's state; an unknown state looks idle.
export function stateColour(p: Palette, state: string): string {
  return states.has(state) ? p[state as keyof Palette] : p.idle
}

// mix is a colour between two #rrggbb ones.
export function mix(a: string, b: string, share: number): string {
  const parts = [1, 3, 5].map((i) => {
    const from = parseInt(a.slice(i, i + 2), 16)
    const to = parseInt(b.slice(i, i + 2), 16)
    return Math.round(from + (to - from) * share)
  })
  return `rgb(${parts.join(' ')})`
}
