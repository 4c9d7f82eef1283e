// What the end-to-end tests see of a canvas: window.__aisle.

interface Shown {
  warehouse: string
  vehicles: { id: string; state: string; x: number; y: number }[]
}

declare global {
  interface Window {
    __aisle?: { floor: () => Shown; worldX: (vehicle: string) => number; frames: number; scriptMS: number[] }
  }
}

const keepFrames = 300

export function exposeForTests(floor: () => Shown, worldX: (vehicle: string) => number): { frame: (ms: number) => void; remove: () => void } {
  const seen = { floor, worldX, frames: 0, scriptMS: [] as number[] }
  window.__aisle = seen
  return {
    frame(ms) {
      seen.frames++
      seen.scriptMS.push(ms)
      if (seen.scriptMS.length > keepFrames) seen.scriptMS.shift()
    },
    remove() {
      delete window.__aisle
    },
  }
}
