// Coasts to find one's way by: Natural Earth's land at 1:50 million, served by
// ourselves and fetched when a map is first shown.
import url from 'world-atlas/land-50m.json?url'
import type { Frame } from './map'

interface Topology {
  arcs: [number, number][][]
  transform: { scale: [number, number]; translate: [number, number] }
  objects: { land: { geometries: { arcs: number[][][] }[] } }
}

export type Ring = [number, number][] // longitude, latitude

let kept: Promise<Ring[]> | undefined

// coasts are the outlines of land; none where they can't be had.
export function coasts(): Promise<Ring[]> {
  kept ??= fetch(url).then(async (answer) => ringsOf((await answer.json()) as Topology)).catch(() => {
    kept = undefined
    return []
  })
  return kept
}

// ringsOf puts together what a topology keeps in shared pieces.
export function ringsOf(topology: Topology): Ring[] {
  const { scale, translate } = topology.transform
  const arcs = topology.arcs.map((arc) => {
    let x = 0
    let y = 0
    return arc.map(([dx, dy]): [number, number] => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]])
  })
  const piece = (n: number) => (n < 0 ? arcs[~n]!.toReversed() : arcs[n]!)
  return topology.objects.land.geometries.flatMap((g) => g.arcs.flatMap((polygon) => polygon.map((ring) => ring.flatMap((n, i) => (i === 0 ? piece(n) : piece(n).slice(1))))))
}

// pathOf draws what of the land is in sight: each ring is cut at the frame's
// four sides, a little outside of it.
export function pathOf(rings: Ring[], view: Frame, width: number, height: number): string {
  const low = view.at(-margin, height + margin)
  const high = view.at(width + margin, -margin)
  const out: string[] = []
  for (const ring of rings) {
    let left = ring
    for (const [axis, limit, sign] of [[0, low.lon, 1], [0, high.lon, -1], [1, low.lat, 1], [1, high.lat, -1]] as const) left = cut(left, axis, limit, sign)
    if (left.length > 2) out.push(`M${left.map(([lon, lat]) => `${view.x({ lat, lon }).toFixed(1)} ${view.y({ lat, lon }).toFixed(1)}`).join('L')}Z`)
  }
  return out.join('')
}

const margin = 20 // pixels

// cut keeps what of a ring lies on one side of a line.
function cut(ring: Ring, axis: 0 | 1, limit: number, sign: 1 | -1): Ring {
  const inside = (p: [number, number]) => sign * (p[axis] - limit) >= 0
  const out: Ring = []
  ring.forEach((p, i) => {
    const before = ring[(i + ring.length - 1) % ring.length]!
    if (inside(p) !== inside(before)) {
      const share = (limit - before[axis]) / (p[axis] - before[axis])
      out.push([before[0] + share * (p[0] - before[0]), before[1] + share * (p[1] - before[1])])
    }
    if (inside(p)) out.push(p)
  })
  return out
}
