import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pathOf, ringsOf, type Ring } from './coast'
import { frame } from './map'

const rings = ringsOf(JSON.parse(readFileSync(new URL('../../node_modules/world-atlas/land-50m.json', import.meta.url), 'utf8')))

// onLand counts how often a line to the west crosses a coast.
const onLand = (lat: number, lon: number) => rings.reduce((n, ring) => n + crossings(ring, lat, lon), 0) % 2 === 1
function crossings(ring: Ring, lat: number, lon: number): number {
  let n = 0
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1]!
    const [bx, by] = ring[i]!
    if (ay > lat !== by > lat && lon > ((bx - ax) * (lat - ay)) / (by - ay) + ax) n++
  }
  return n
}

describe('coasts', () => {
  it('are where they are', () => {
    for (const [lat, lon] of [[52.26, -1.16], [51.52, -0.29], [51.92, 4.3], [48.85, 2.35], [35.68, 139.5]]) expect(onLand(lat!, lon!), `${lat} ${lon} is land`).toBe(true)
    for (const [lat, lon] of [[52.5, 3], [50.2, -1.5], [45, -30], [0, -20]]) expect(onLand(lat!, lon!), `${lat} ${lon} is sea`).toBe(false)
  })
  it('are drawn as far as they are in sight', () => {
    const view = frame([{ lat: 52.2, lon: -1.2 }, { lat: 51.9, lon: 4.4 }], 800, 500)
    const path = pathOf(rings, view, 800, 500)
    expect(path.length).toBeGreaterThan(500)
    expect(path.split('M').length - 1).toBeLessThan(40)
    expect(pathOf(rings, frame([{ lat: -30, lon: -20 }], 800, 500), 800, 500)).toBe('')
  })
})
