import { describe, expect, it } from 'vitest'
import { apart, flowsOn, inSight } from './flows'
import { frame } from './map'

const flow = (warehouse: string, lat: number, lon: number, units: number) => ({ warehouse, country: 'GB', lat, lon, shipments: 1, units })

describe('inSight', () => {
  it('leaves out a few customers far away, and those without a place', () => {
    const seen = inSight([flow('a', 51, 0, 970), flow('a', -33, 151, 20), flow('a', 52, 0, 10), { warehouse: 'a', country: 'JP', shipments: 1, units: 500 }])
    expect(seen.map((p) => p.lat)).toEqual([51])
  })
  it('is empty for no flows', () => expect(inSight([])).toEqual([]))
})

describe('flowsOn', () => {
  const sites = [{ id: 'a', lat: 51.5, lon: 0 }, { id: 'b', lat: 53, lon: -2 }] as never[]
  const view = frame([{ lat: 51.5, lon: 0 }, { lat: 53, lon: -2 }], 800, 400)
  it('colours a cell by who sends the most there', () => {
    const { lanes, cells } = flowsOn(view, sites, [flow('b', 52, -1, 2), flow('a', 52, -1, 7), flow('a', 53, -1, 1)])
    expect(lanes).toHaveLength(3)
    expect(cells).toHaveLength(2)
    expect(cells[0]).toMatchObject({ from: 'a', units: 9 })
    expect(cells[0]!.r).toBeGreaterThan(cells[1]!.r)
    expect(lanes[1]!.width).toBeGreaterThan(lanes[2]!.width)
  })
  it('draws nothing for a warehouse that is not on the map', () => expect(flowsOn(view, sites, [flow('c', 52, -1, 2)]).lanes).toEqual([]))
})

describe('apart', () => {
  it('keeps labels off one another, and leaves those alone that are', () => {
    const list = apart([{ x: 0, y: 100 }, { x: 20, y: 110 }, { x: 10, y: 105 }, { x: 400, y: 101 }])
    for (const [i, a] of list.entries()) for (const b of list.slice(i + 1)) expect(Math.abs(a.ly - b.ly) >= 34 || Math.abs(a.x - b.x) >= 170).toBe(true)
    expect(list.find((d) => d.x === 400)!.ly).toBe(101)
  })
})
