// The way of confirmations to the server: kept first, sent in order, each
// under its own key until it is answered. A refusal is told to the person, and
// what was to follow for the same task is dropped: it built on the refused.
import { call, newKey, Problem, Unreachable } from '../api/client'
import type { Pending, Vault } from './vault'

export interface Conflict {
  pending: Pending
  problem: Problem
  dropped: number // later confirmations of the same task
}

export class Outbox {
  private list: Pending[] = []
  private draining = false
  private live = 0 // confirmations on their way whose answer the person waits for

  constructor(
    private readonly vault: Vault,
    private readonly changed: (waiting: number) => void,
    private readonly conflict: (c: Conflict) => void,
    private readonly post: typeof call = call,
  ) {}

  async load(): Promise<void> {
    this.list = await this.vault.pending()
    this.changed(this.list.length)
  }

  get waiting(): number {
    return this.list.length
  }

  // keep makes a confirmation durable here; it goes out with the next drain.
  async keep(path: string, body: unknown, task: string, scan: string): Promise<Pending> {
    const p = await this.vault.add({ key: newKey(), path, body, task, scan })
    this.list.push(p)
    this.changed(this.list.length)
    return p
  }

  // deliver keeps one and sends it now, whoever waits for its answer; undefined
  // if the server is out of reach: then it waits here.
  async deliver<T>(path: string, body: unknown, task: string, scan: string, follow: { path: string; body: unknown; scan: string }[] = []): Promise<T | undefined> {
    this.live++
    try {
      const behind = this.list.some((p) => !p.path.endsWith('/photos')) // earlier work goes first
      const first = await this.keep(path, body, task, scan)
      const rest: Pending[] = []
      for (const f of follow) rest.push(await this.keep(f.path, f.body, task, f.scan))
      if (behind) return undefined
      try {
        const answer = await this.out<T>(first)
        await this.answered(first)
        return answer
      } catch (err) {
        if (!(err instanceof Problem)) return undefined
        if (later.has(err.code)) return undefined
        for (const p of [first, ...rest]) await this.answered(p)
        throw err
      }
    } finally {
      this.live--
    }
  }

  // send sends one now, whoever waits for its answer. Meanwhile nothing is
  // drained: its refusal is the person's, not a conflict of earlier work.
  async send<T>(p: Pending): Promise<T> {
    this.live++
    try {
      return await this.out<T>(p)
    } finally {
      this.live--
    }
  }

  private out<T>(p: Pending): Promise<T> {
    return this.post<T>('POST', p.path, p.body, { 'Idempotency-Key': p.key })
  }

  async answered(p: Pending): Promise<void> {
    await this.vault.remove(p.id)
    this.list = this.list.filter((q) => q.id !== p.id)
    this.changed(this.list.length)
  }

  // drain sends what waits, in order, until nothing is left (true) or the
  // server can't be reached (false).
  async drain(): Promise<boolean> {
    if (this.draining || this.live > 0) return false
    this.draining = true
    try {
      for (let p = this.list[0]; p; p = this.list[0]) {
        if (this.live > 0) return false
        try {
          await this.out(p)
          await this.answered(p)
        } catch (err) {
          if (!(err instanceof Problem)) {
            if (err instanceof Unreachable) return false
            throw err
          }
          if (later.has(err.code) || err.status === 401) return false
          await this.refused(p, err)
        }
      }
      return true
    } finally {
      this.draining = false
    }
  }

  private async refused(p: Pending, problem: Problem): Promise<void> {
    const follow = this.list.filter((q) => q.task === p.task && q.id > p.id)
    for (const q of [p, ...follow]) await this.answered(q)
    this.conflict({ pending: p, problem, dropped: follow.length })
  }
}

// later: the server is there but can't answer now.
const later = new Set(['timeout', 'not_ready', 'too_many_requests'])
