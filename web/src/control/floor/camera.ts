// The camera turns millimetres on the floor (y upwards) into pixels on the
// screen (y downwards) and back.

export interface Camera {
  scale: number // pixels per mm
  x: number // screen x of the floor's origin
  y: number // screen y of the floor's origin
}

export interface Size {
  width: number
  height: number
}

export const screenX = (c: Camera, x: number) => c.x + x * c.scale
export const screenY = (c: Camera, y: number) => c.y - y * c.scale

export interface Margins {
  side: number
  top: number
  bottom: number
}

// fit shows the whole floor in the middle of what the margins leave.
export function fit(floor: Size, view: Size, m: Margins): Camera {
  const width = view.width - 2 * m.side
  const height = view.height - m.top - m.bottom
  const scale = Math.max(Math.min(width / floor.width, height / floor.height), 1e-6)
  return {
    scale,
    x: m.side + (width - floor.width * scale) / 2,
    y: m.top + (height + floor.height * scale) / 2,
  }
}

// zoomAt keeps the point under (px, py) where it is.
export function zoomAt(c: Camera, px: number, py: number, factor: number, least: number, most: number): Camera {
  const scale = Math.min(Math.max(c.scale * factor, least), most)
  const real = scale / c.scale
  return { scale, x: px - (px - c.x) * real, y: py - (py - c.y) * real }
}

// scaleBar is a round length in mm that is at most maxPixels long.
export function scaleBar(c: Camera, maxPixels: number): number {
  const longest = maxPixels / c.scale
  const power = 10 ** Math.floor(Math.log10(longest))
  for (const step of [5, 2, 1]) if (step * power <= longest) return step * power
  return power
}
