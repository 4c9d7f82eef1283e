// A drawn map: places by latitude and longitude in a frame, true to shape
// around its middle. No tiles; coast.ts adds the coasts.
export interface Point { lat: number; lon: number }

export interface Frame {
  x: (p: Point) => number
  y: (p: Point) => number
  at: (x: number, y: number) => Point
  km: number // across the width
}

const kmPerDegree = 111.2

// frame fits all points into width × height with room at the edges.
export function frame(points: Point[], width: number, height: number): Frame {
  const lats = points.map((p) => p.lat)
  const lons = points.map((p) => p.lon)
  const mid = { lat: (Math.min(...lats) + Math.max(...lats)) / 2, lon: (Math.min(...lons) + Math.max(...lons)) / 2 }
  const squeeze = Math.cos((mid.lat * Math.PI) / 180)
  const wide = Math.max((Math.max(...lons) - Math.min(...lons)) * squeeze, 0.6)
  const high = Math.max(Math.max(...lats) - Math.min(...lats), 0.6)
  const scale = Math.min(width / (wide * 1.5), height / (high * 1.6)) // pixels per degree of latitude
  return {
    x: (p) => width / 2 + (p.lon - mid.lon) * squeeze * scale,
    y: (p) => height / 2 - (p.lat - mid.lat) * scale,
    at: (x, y) => ({ lat: mid.lat - (y - height / 2) / scale, lon: mid.lon + (x - width / 2) / scale / squeeze }),
    km: (width / scale) * kmPerDegree,
  }
}

// step is a round distance of which a handful fit into so many km.
export function step(km: number): number {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
  return steps.find((s) => km / s <= 6) ?? 10_000
}
