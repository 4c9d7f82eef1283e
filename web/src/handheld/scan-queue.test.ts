import { describe, expect, it } from 'vitest'
import { cleanScan, mostWaiting, ScanQueue } from './scan-queue'

const tick = () => new Promise((resolve) => setTimeout(resolve, 0))

describe('ScanQueue', () => {
  it('works a burst one at a time and in order', async () => {
    const done: string[] = []
    let atOnce = 0
    const queue = new ScanQueue(async ({ text: scan }) => {
      expect(++atOnce).toBe(1)
      await tick()
      atOnce--
      done.push(scan)
    })
    const scans = Array.from({ length: 30 }, (_, i) => `SCAN-${i}`)
    for (const s of scans) queue.push(s)
    while (done.length < 30) await tick()
    expect(done).toEqual(scans)
    expect(queue.waiting).toBe(0)
  })

  it('takes scans that arrive while it works', async () => {
    const done: string[] = []
    const queue: ScanQueue = new ScanQueue(async ({ text: scan }) => {
      if (scan === 'a') queue.push('b')
      await tick()
      done.push(scan)
    })
    queue.push('a')
    while (done.length < 2) await tick()
    expect(done).toEqual(['a', 'b'])
  })

  it('is bounded and says so', () => {
    const queue = new ScanQueue(() => new Promise(() => {}))
    for (let i = 0; i <= mostWaiting; i++) expect(queue.push(`s${i}`)).toBe(true)
    expect(queue.push('one too many')).toBe(false)
  })
})

describe('cleanScan', () => {
  it('takes off what scanners add around, and nothing inside', () => {
    expect(cleanScan(' S01-02-3\r\n')).toBe('S01-02-3')
    expect(cleanScan(']C10100\u001d2112')).toBe(']C10100\u001d2112')
    expect(cleanScan('\r')).toBe('')
  })
})
