import { ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { useDesk, type Answer } from './desk'
import { readDate } from './flows/know'
import type { Flash } from './work'

const scanned = (text: string) => ({ text, fast: true })
const typed = (text: string) => ({ text, fast: false })

function desk() {
  const flash = ref<Flash | null>(null)
  return { ...useDesk({ warehouse: ref('W'), flash, offline: ref(false), busy: ref(false) }), flash }
}

// asked is a desk that asks for a quantity, and what it got.
async function asked(question: Partial<Parameters<ReturnType<typeof useDesk>['run']>[1]> & Record<string, unknown> = {}) {
  const d = desk()
  const got: Answer[] = []
  await d.run('test', async (q) => {
    got.push(await q.qty({ say: 'how many', choices: [{ value: 'bad', label: '' }, { value: 'good', label: '', tone: 'primary' }], ...question }))
  })
  return { d, got }
}

describe('a quantity', () => {
  it('is what is typed and entered', async () => {
    const { d, got } = await asked({ start: 5 })
    await d.take(typed('1200'))
    expect(got).toEqual([{ choice: 'good', scan: '', qty: 1200 }])
    expect(d.running.value).toBe(false)
  })
  it('is never the digits of a scanned code', async () => {
    const { d, got } = await asked({ pieces: ['4711'], start: 1 })
    await d.take(scanned('22423'))
    expect(got).toEqual([{ choice: 'good', scan: '22423', qty: 1 }])
  })
  it('grows with each piece that is scanned', async () => {
    const { d, got } = await asked({ pieces: ['4711'], start: 1 })
    await d.take(scanned('4711'))
    await d.take(scanned('4711'))
    await d.press('bad')
    expect(got).toEqual([{ choice: 'bad', scan: '', qty: 3 }])
  })
  it('counts pieces anew where a number was proposed', async () => {
    const { d } = await asked({ pieces: ['4711'], start: 24 })
    await d.take(scanned('4711'))
    expect(d.qty.value).toBe(1)
  })
  it('is bounded, however it comes', async () => {
    const { d, got } = await asked({ most: 10, start: 4, pieces: ['4711'] })
    await d.take(typed('11'))
    await d.take(scanned('OTHER'))
    expect([got, d.flash.value?.tone]).toEqual([[], 'wrong'])
  })
})

describe('a desk', () => {
  it('takes scans one after the other, each by the next question', async () => {
    const d = desk()
    const got: string[] = []
    await d.run('test', async (q) => {
      while (got.length < 3) got.push((await q.scan({ say: 'next' })).scan)
    })
    for (const s of ['a', 'b', 'c']) await d.take(scanned(s))
    expect([got, d.running.value]).toEqual([['a', 'b', 'c'], false])
  })
  it('ends a flow that is left, and nothing of it goes on', async () => {
    const d = desk()
    let after = false
    await d.run('test', async (q) => {
      await q.scan({ say: 'never' })
      after = true
    })
    d.leave()
    await Promise.resolve()
    await Promise.resolve()
    expect([d.running.value, after, d.flash.value]).toEqual([false, false, null])
  })
})

describe('readDate', () => {
  it('understands a day as it is printed', () => {
    for (const text of ['2027-01-31', '20270131', '270131', '2027.01.31']) expect(readDate(text)).toBe('2027-01-31')
  })
  it('refuses what is no day', () => {
    for (const text of ['2027-02-30', '27', 'LOT7', '271301', '']) expect(readDate(text)).toBe('')
  })
})
