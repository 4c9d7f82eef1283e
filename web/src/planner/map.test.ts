import { describe, expect, it } from 'vitest'
import { frame, step } from './map'

const london = { lat: 51.5, lon: -0.1 }
const rotterdam = { lat: 51.9, lon: 4.3 }

describe('frame', () => {
  it('holds every point inside, the northern one above', () => {
    const f = frame([london, rotterdam], 800, 400)
    for (const p of [london, rotterdam]) {
      expect(f.x(p)).toBeGreaterThan(40)
      expect(f.x(p)).toBeLessThan(760)
      expect(f.y(p)).toBeGreaterThan(0)
    }
    expect(f.y(rotterdam)).toBeLessThan(f.y(london))
  })
  it('comes back from the screen to the place', () => {
    const f = frame([london, rotterdam], 800, 400)
    const back = f.at(f.x(london), f.y(london))
    expect(back.lat).toBeCloseTo(london.lat)
    expect(back.lon).toBeCloseTo(london.lon)
  })
  it('is true to distance: London to Rotterdam are 307 km', () => {
    const f = frame([london, rotterdam], 800, 400)
    const px = Math.hypot(f.x(london) - f.x(rotterdam), f.y(london) - f.y(rotterdam))
    expect((px / 800) * f.km).toBeGreaterThan(295)
    expect((px / 800) * f.km).toBeLessThan(315)
  })
})

describe('step', () => {
  it('is round', () => expect([step(5), step(250), step(3000)]).toEqual([1, 50, 500]))
})
