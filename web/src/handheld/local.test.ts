import { describe, expect, it } from 'vitest'
import { Problem, Unreachable } from '../api/client'
import type { Step, Task } from '../api/types'
import { after, barcodeOf, ended, judge, needsNetwork, nextOf, stepOf, type Claimed } from './local'
import { Outbox, type Conflict } from './outbox'
import { memoryVault } from './vault'

const step = (name: string, ...expects: string[]) => ({ task: 't', kind: 'pick', step: name, prompt: '', expect: expects, done: false }) as Step
const claimed = (id: string, script: Step[], more: Partial<Task> = {}): Claimed => ({ task: { id, kind: 'pick', ...more } as Task, script, at: 0 })

describe('a count without network', () => {
  const count = () => claimed('t', [step('scan_location', 'A-1'), step('count_item', 'A-1'), step('confirm_empty', 'A-1')], { kind: 'count' })
  const walk = (scans: string[]) => scans.reduce((c, scan) => {
    const v = judge(c, scan)
    if (!v.right) throw new Error(`${scan} refused, expected ${v.expected}`)
    return v.claimed
  }, count())

  it('ends when the place is scanned after an item', () => {
    expect(ended(walk(['A-1', 'SKU', 'SKU2']))).toBe(false)
    expect(ended(walk(['A-1', 'SKU', 'A-1']))).toBe(true)
  })
  it('asks twice where nothing was counted', () => {
    const asked = walk(['A-1', 'A-1'])
    expect([ended(asked), stepOf(asked).step]).toEqual([false, 'confirm_empty'])
    expect(ended(walk(['A-1', 'A-1', 'A-1']))).toBe(true)
    expect(stepOf(walk(['A-1', 'A-1', 'SKU'])).step).toBe('count_item')
  })
  it('begins at its place', () => {
    expect(judge(count(), 'SKU')).toEqual({ right: false, expected: ['A-1'] })
  })
  it('follows the server', () => {
    const at = after(after(count(), step('count_item')), step('count_item'))
    expect([at.at, at.counted]).toEqual([1, true])
    expect(after(at, step('scan_location')).at).toBe(0) // it took too long
    expect(ended(after(at, { ...step('done'), done: true }))).toBe(true)
  })
})

describe('judge', () => {
  it('walks a pick by its own script', () => {
    let c = claimed('t', [step('scan_location', 'S-1'), step('scan_item', 'SKU', '4006381333931'), step('put_unit', 'T1')])
    for (const scan of ['S-1', ']C10104006381333931', 'T1']) {
      const v = judge(c, scan)
      if (!v.right) throw new Error(`${scan} refused`)
      c = v.claimed
    }
    expect(ended(c)).toBe(true)
    expect(stepOf(c).done).toBe(true)
  })
  it('refuses what is not expected, and says what is', () => {
    expect(judge(claimed('t', [step('scan_location', 'S-1')]), 'S-2')).toEqual({ right: false, expected: ['S-1'] })
  })
  it('takes the labels of a load in any order', () => {
    const load = claimed('t', [step('scan_label', 'A'), step('scan_label', 'B'), step('scan_dock', 'D')], { kind: 'load' })
    const first = judge(load, 'B')
    if (!first.right) throw new Error('B refused')
    expect(judge(first.claimed, 'B').right).toBe(false)
    expect(judge(first.claimed, 'A').right).toBe(true)
  })
  it('knows an SSCC and a GTIN in GS1 clothes', () => {
    expect(barcodeOf(']C100095211000000000018')).toBe('095211000000000018')
    expect(barcodeOf('(01)04006381333931')).toBe('4006381333931')
  })
})

describe('needsNetwork', () => {
  it('leaves several cartons to the server, and one to the script', () => {
    const label = step('scan_label', '1')
    expect(needsNetwork(label)).toBe(false)
    for (const name of ['scan_box', 'pack_item']) {
      const at = claimed('p', [step('scan_unit', 'T'), step(name, 'SKU', '1'), step('scan_place', 'S')], { kind: 'pack' })
      expect(needsNetwork(at.script[1])).toBe(true)
      expect(judge({ ...at, at: 1 }, 'SKU')).toEqual({ right: false, expected: [] })
    }
  })
})

describe('nextOf', () => {
  it('stays in the batch', () => {
    const list = [claimed('a', [step('x')], { batch: 'B2', seq: 1 }), claimed('b', [step('x')], { batch: 'B1', seq: 2 }), claimed('c', [step('x')], { batch: 'B1', seq: 3 })]
    expect(nextOf(list, list[1]!.task)?.task.id).toBe('c')
    expect(nextOf(list)?.task.id).toBe('b')
  })
})

describe('Outbox', () => {
  const rig = (answers: (path: string) => unknown) => {
    const sent: string[] = []
    const conflicts: Conflict[] = []
    const post = (async (_m: string, path: string, _b: unknown, headers: Record<string, string>) => {
      sent.push(`${path} ${headers['Idempotency-Key']}`)
      const a = answers(path)
      if (a instanceof Error) throw a
      return a
    }) as never
    const vault = memoryVault()
    return { sent, conflicts, vault, box: new Outbox(vault, () => {}, (c) => conflicts.push(c), post) }
  }
  it('drains nothing while a person waits for an answer', async () => {
    let answered = (_: unknown): void => {}
    const { sent, conflicts, box } = rig(() => new Promise((_, refuse) => (answered = refuse)))
    const kept = await box.keep('/1', {}, 't', 'WRONG')
    const waits = box.send(kept)
    expect(await box.drain()).toBe(false)
    answered(new Problem(422, { code: 'wrong_scan' }))
    await expect(waits).rejects.toThrow()
    await box.answered(kept)
    expect([await box.drain(), sent.length, conflicts]).toEqual([true, 1, []])
  })
  it('keeps order and keys over a lost network and a closed browser', async () => {
    let down = true
    const { sent, vault, box } = rig(() => (down ? new Unreachable('no') : {}))
    for (const n of ['1', '2', '3']) await box.keep(`/${n}`, {}, 't', n)
    expect(await box.drain()).toBe(false)
    down = false
    const again = rig(() => ({}))
    const reopened = new Outbox(vault, () => {}, () => {}, (async (_m: string, path: string, _b: unknown, h: Record<string, string>) => {
      again.sent.push(`${path} ${h['Idempotency-Key']}`)
      return {}
    }) as never)
    await reopened.load()
    expect(await reopened.drain()).toBe(true)
    expect(again.sent.map((s) => s.split(' ')[0])).toEqual(['/1', '/2', '/3'])
    expect(again.sent[0]).toBe(sent[0]) // the same key as the first try
    expect(await vault.pending()).toEqual([])
  })
  it('tells a refusal and drops what built on it', async () => {
    const { box, conflicts } = rig((path) => (path === '/a1' ? new Problem(409, { code: 'task_ended', detail: 'gone' }) : {}))
    await box.keep('/a1', {}, 'a', 'x')
    await box.keep('/b1', {}, 'b', 'y')
    await box.keep('/a2', {}, 'a', 'z')
    expect(await box.drain()).toBe(true)
    expect(conflicts).toHaveLength(1)
    expect(conflicts[0]).toMatchObject({ dropped: 1, pending: { scan: 'x' } })
    expect(box.waiting).toBe(0)
  })
})
