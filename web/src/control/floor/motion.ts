// Positions arrive a few times a second; the eye wants sixty. Tracks shows
// every vehicle a little late and glides it between the two reports around
// that moment, so it never has to guess where a vehicle goes next.

export interface Pose {
  x: number
  y: number
  theta: number
}

interface Sample extends Pose {
  at: number
}

const keep = 12
const shortestDelayMS = 120
const longestDelayMS = 1500

export class Tracks {
  private samples = new Map<string, Sample[]>()
  private lastAt = -1
  private intervalMS = 200

  // push takes one report of all, received at a moment (ms, monotonic).
  // Whatever is not in it is gone.
  push(poses: Iterable<[string, Pose]>, at: number): void {
    if (this.lastAt >= 0) {
      const gap = Math.min(at - this.lastAt, longestDelayMS)
      this.intervalMS += (gap - this.intervalMS) * 0.2
    }
    const seen = new Set<string>()
    for (const [id, pose] of poses) {
      seen.add(id)
      this.append(id, { ...pose, at })
    }
    for (const id of this.samples.keys()) if (!seen.has(id)) this.samples.delete(id)
    this.lastAt = at
  }

  private append(id: string, sample: Sample): void {
    const list = this.samples.get(id)
    if (!list) {
      this.samples.set(id, [sample])
      return
    }
    const last = list[list.length - 1]
    // After a silence it stood where it was until just before this report.
    if (last && sample.at - last.at > 3 * this.intervalMS) list.push({ ...last, at: sample.at - this.intervalMS })
    list.push(sample)
    if (list.length > keep) list.splice(0, list.length - keep)
  }

  get delayMS(): number {
    return Math.min(Math.max(this.intervalMS * 1.6, shortestDelayMS), longestDelayMS)
  }

  // settled tells that nothing will move until the next report.
  settled(now: number): boolean {
    return now - this.delayMS > this.lastAt
  }

  at(id: string, now: number): Pose | undefined {
    const list = this.samples.get(id)
    if (!list || list.length === 0) return undefined
    const when = now - this.delayMS
    for (let i = list.length - 1; i >= 0; i--) {
      const a = list[i]!
      if (a.at > when) continue
      const b = list[i + 1]
      return b ? between(a, b, (when - a.at) / (b.at - a.at)) : a
    }
    return list[0]
  }

  clear(): void {
    this.samples.clear()
    this.lastAt = -1
  }
}

export function between(a: Pose, b: Pose, share: number): Pose {
  return {
    x: a.x + (b.x - a.x) * share,
    y: a.y + (b.y - a.y) * share,
    theta: a.theta + shortestTurn(a.theta, b.theta) * share,
  }
}

// shortestTurn is the turn from one heading to another, in (-π, π].
export function shortestTurn(from: number, to: number): number {
  const full = 2 * Math.PI
  const turn = (((to - from) % full) + full) % full
  return turn > Math.PI ? turn - full : turn
}
