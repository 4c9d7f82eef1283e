import { describe, expect, it } from 'vitest'
import { Problem, Unreachable, write } from './client'
import { EventParser } from './sse'

describe('write', () => {
  const pause = async () => {}

  it('sends again under the same key until it gets through', async () => {
    const keys: string[] = []
    const send = async (_m: string, _p: string, _b: unknown, headers: Record<string, string> = {}) => {
      keys.push(headers['Idempotency-Key']!)
      if (keys.length < 4) throw new Unreachable('cut')
      return { ok: true }
    }
    expect(await write('/x', {}, { send: send as never, pause })).toEqual({ ok: true })
    expect(keys.length).toBe(4)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  })

  it('does not repeat what was refused', async () => {
    let sent = 0
    const send = async () => {
      sent++
      throw new Problem(422, { code: 'wrong_scan', detail: 'Scanned X' })
    }
    await expect(write('/x', {}, { send: send as never, pause })).rejects.toThrow('Scanned X')
    expect(sent).toBe(1)
  })
})

describe('EventParser', () => {
  it('puts events together however they were cut', () => {
    const text = ': heartbeat\n\nid: 7\nevent: order.placed\ndata: {"a":\ndata: 1}\n\nevent: floor.live\r\ndata: {}\r\n\r\n'
    for (let cut = 1; cut < text.length; cut++) {
      const p = new EventParser()
      const got = [...p.push(text.slice(0, cut)), ...p.push(text.slice(cut))]
      expect(got.map((e) => [e.event, e.data])).toEqual([['order.placed', '{"a":\n1}'], ['floor.live', '{}']])
      expect(got[0]!.id).toBe('7')
    }
  })
})
