import { describe, expect, it } from 'vitest'
import { fit, scaleBar, screenX, screenY, zoomAt } from './camera'

describe('camera', () => {
  const floor = { width: 100_000, height: 50_000 }
  const view = { width: 1000, height: 800 }
  const margins = { side: 20, top: 10, bottom: 50 }

  it('fits the floor with its south-west corner at the bottom left', () => {
    const c = fit(floor, view, margins)
    expect(screenX(c, 0)).toBeCloseTo(20)
    expect(screenX(c, floor.width)).toBeCloseTo(980)
    expect(screenY(c, 0)).toBeGreaterThan(screenY(c, floor.height))
  })

  it('zooms around the pointer, within bounds', () => {
    const c = fit(floor, view, margins)
    const at = (cam: typeof c) => (300 - cam.x) / cam.scale
    const z = zoomAt(c, 300, 200, 2, c.scale, c.scale * 40)
    expect(at(z)).toBeCloseTo(at(c), 3)
    expect(zoomAt(c, 0, 0, 1e9, c.scale, c.scale * 40).scale).toBeCloseTo(c.scale * 40)
    expect(zoomAt(c, 0, 0, 1e-9, c.scale, c.scale * 40).scale).toBeCloseTo(c.scale)
  })

  it('has a round scale bar', () => {
    expect(scaleBar({ scale: 0.01, x: 0, y: 0 }, 120)).toBe(10_000)
  })
})
