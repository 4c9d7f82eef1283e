// The still picture (shapes) and the moving one (fill, chutes) come apart;
// these rules join them by id.
import type { FloorShape, LiveChute } from '../../api/types'

// fillOf is [units, cells] of the rack that a shape belongs to. Fill is by
// rack or aisle, shapes may be one side of it: R1 also fills R1-A and R1-B.
export function fillOf(shape: FloorShape, fill: Record<string, [number, number]>): [number, number] | undefined {
  const exact = fill[shape.id] ?? (shape.label ? fill[shape.label] : undefined)
  if (exact) return exact
  let best = ''
  for (const key of Object.keys(fill)) {
    if (key.length > best.length && shape.id.startsWith(key) && !/[A-Za-z0-9]/.test(shape.id[key.length] ?? '')) best = key
  }
  if (best !== '') return fill[best]
  // Aisle numbers: "1" fills R1-A.
  const aisle = /\d+/.exec(shape.id)?.[0]
  return aisle === undefined ? undefined : fill[String(Number(aisle))]
}

// chuteOf is the chute that a shape shows; number 0 is the reject lane.
export function chuteOf(shape: FloorShape, chutes: LiveChute[]): LiveChute | undefined {
  if (shape.kind === 'reject') return chutes.find((c) => c.number === 0)
  if (shape.kind !== 'chute') return undefined
  const tail = /(\d+)\D*$/.exec(shape.id)?.[1]
  return tail === undefined ? undefined : chutes.find((c) => c.number === Number(tail))
}
