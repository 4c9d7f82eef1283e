// A floor full of vehicles that all move, for the mock: what a control room
// must still draw smoothly. The first one is a ruler in time: how far east it
// is says when it was there.
import { random } from './mock-motion.mjs'

const pitchMM = 4000
const across = 78
const deep = 38
export const ruler = { fromMM: 4000, mmPerMS: 4, laps: 70_000 } // its place east, in ms since the start of its lap

export class Crowd {
  constructor(vehicles, seed, began) {
    this.began = began
    this.rnd = random(seed)
    this.time = Date.UTC(2010, 4, 6, 9, 12, 0)
    const nodes = []
    const edges = []
    const id = (i, j) => `X${i}-${j}`
    for (let i = 0; i <= across; i++) {
      for (let j = 0; j <= deep; j++) {
        nodes.push({ id: id(i, j), x_mm: (i + 1) * pitchMM, y_mm: (j + 1) * pitchMM })
        if (i > 0) edges.push({ from: id(i - 1, j), to: id(i, j) })
        if (j > 0) edges.push({ from: id(i, j - 1), to: id(i, j) })
      }
    }
    this.site = { floor: { warehouse: 'central', name: 'Crowd', width_mm: (across + 2) * pitchMM, depth_mm: (deep + 2) * pitchMM, shapes: [], nodes, edges }, goals: [], parks: 0 }
    this.vehicles = Array.from({ length: vehicles }, (_, n) => this.newVehicle(n))
  }

  newVehicle(n) {
    const i = Math.floor(this.rnd() * across)
    const j = Math.floor(this.rnd() * deep)
    return { id: `AGV-${String(n + 1).padStart(3, '0')}`, i, j, x: (i + 1) * pitchMM, y: (j + 1) * pitchMM, theta: 0, battery: 300 + this.rnd() * 700, state: 'driving', load: this.rnd() < 0.5 ? `PAL-${n}` : '', path: [] }
  }

  step(dt) {
    this.time += dt * 10_000
    for (const v of this.vehicles) {
      const tx = (v.i + 1) * pitchMM
      const ty = (v.j + 1) * pitchMM
      const left = Math.hypot(tx - v.x, ty - v.y)
      const reach = 2600 * dt
      if (left > reach) {
        v.theta = Math.atan2(ty - v.y, tx - v.x)
        v.x += ((tx - v.x) / left) * reach
        v.y += ((ty - v.y) / left) * reach
        continue
      }
      v.x = tx
      v.y = ty
      const turn = Math.floor(this.rnd() * 4)
      v.i = Math.min(across, Math.max(0, v.i + [1, -1, 0, 0][turn]))
      v.j = Math.min(deep, Math.max(0, v.j + [0, 0, 1, -1][turn]))
    }
  }

  live() {
    const first = this.vehicles[0]
    first.x = ruler.fromMM + ((Date.now() - this.began) % ruler.laps) * ruler.mmPerMS
    first.y = pitchMM
    return {
      warehouse: 'central', time: new Date(this.time).toISOString(),
      vehicles: this.vehicles.map((v) => ({
        id: v.id, x_mm: Math.round(v.x), y_mm: Math.round(v.y), theta_mrad: Math.round(v.theta * 1000), battery_permille: Math.round(v.battery),
        state: v.state, ...(v.load ? { load: v.load } : {}), mission: `M-${v.id}`, route: [`X${v.i}-${v.j}`],
      })),
      cranes: [], chutes: [], people: [], orders: { promised: 1 }, alarms: [], kpis: { missions_per_hour: 4000 },
    }
  }
}
