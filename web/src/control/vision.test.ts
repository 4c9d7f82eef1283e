import { afterEach, describe, expect, it } from 'vitest'
import type { VisionCheck } from '../api/types'
import { language } from '../i18n'
import { changes, code, decisions, headline, held, measure, rows, seen, why } from './vision'

const heavy: VisionCheck = {
  id: 'one-V00000001', warehouse: 'one', device: 'vision-1', seq: 1, at: '2030-01-01T10:00:00Z', handling_unit: 'PAL-2', barcode: 'PAL-2',
  weight_g: 60_000, length_mm: 1200, width_mm: 800, height_mm: 1400, result: 'weight_differs', reason: 'it weighs 60000 g', place: 'VIS-CHECK',
  differs: [{ measure: 'weight_g', measured: 60_000, expected: 35_000, allowed: 1_000 }],
  held: [{ sku: 'A', qty: 1200 }], correction: { sku: 'A', weight_g: 1_200 },
}
const large: VisionCheck = {
  ...heavy, result: 'size_differs', correction: { sku: 'A', unit: 'pallet', length_mm: 1200, width_mm: 800, height_mm: 1400 },
  differs: [{ measure: 'width_mm', measured: 800, expected: 1000, allowed: 100 }, { measure: 'height_mm', measured: 1400, expected: 1800, allowed: 100 }],
}
const unread: VisionCheck = { ...heavy, result: 'no_read', barcode: undefined, differs: undefined, held: undefined, correction: undefined, reason: 'its code was not read' }

describe('what a vision station found', () => {
  afterEach(() => { language.value = 'en' })

  it('sets measured beside expected, in one unit', () => {
    expect(rows(heavy)).toEqual([{ what: 'Weight', measured: '60 kg', expected: '35 kg', allowed: '± 1 kg', off: '+25 kg' }])
    expect(rows(large).map((r) => r.off)).toEqual(['−200 mm', '−400 mm'])
    expect(measure('weight_g', 46)).toBe('46 g')
  })

  it('says in one line what is wrong, in both languages', () => {
    expect(headline(heavy)).toBe('Weight: 60 kg, not 35 kg')
    expect(headline(large)).toBe('Width: 800 mm, not 1,000 mm · Height: 1,400 mm, not 1,800 mm')
    expect(headline(unread)).toBe('Code not read')
    language.value = 'zh'
    expect(headline(heavy)).toBe('重量：60 公斤，应为 35 公斤')
    expect(why({ ...unread, result: 'unknown_unit', barcode: 'PAL-9' })).toBe('库内没有条码为 PAL-9 的单元。')
  })

  it('sets the code read beside the books', () => {
    expect(code(heavy)).toBeNull()
    expect(code(unread)).toEqual({ read: 'none', books: 'PAL-2' })
    expect(code({ ...unread, result: 'unknown_unit', barcode: 'PAL-9', handling_unit: undefined })).toEqual({ read: 'PAL-9', books: 'none' })
  })

  it('leaves the server its words where there are no figures', () => {
    expect(why(heavy)).toBe('')
    expect(why({ ...heavy, differs: undefined })).toBe('it weighs 60000 g')
    expect(seen(heavy)).toBe('1,200 × 800 × 1,400 mm · 60 kg')
    expect(held(heavy)).toBe('1,200 × A')
  })
})

describe('what may be decided', () => {
  it('is a correction only where one is proposed', () => {
    expect(decisions(heavy).map((d) => d.name)).toEqual(['release', 'correct', 'keep'])
    expect(decisions(unread).map((d) => d.name)).toEqual(['release', 'keep'])
  })

  it('says what becomes of the goods and the unit', () => {
    expect(decisions(heavy)[0]!.then).toContain('leave quarantine and PAL-2 is put away from VIS-CHECK')
    expect(decisions(unread)[0]!.then).toMatch(/^PAL-2 is put away/)
    expect(decisions({ ...unread, handling_unit: undefined })[0]!.then).toMatch(/^The books know of no unit there/)
  })

  it('shows what changes in the item master', () => {
    expect(changes(heavy, { sku: 'A', weight_g: 1000 })).toEqual([{ what: 'Weight of one unit', to: '1,200 g', from: '1,000 g' }])
    expect(changes(heavy, null)[0]!.from).toBe('')
    const item = { sku: 'A', packagings: [{ unit: 'pallet', base_qty: 10, per: 1, length_mm: 1200, width_mm: 1000, height_mm: 1800 }] }
    expect(changes(large, item).map((x) => `${x.what}: ${x.from} → ${x.to}`)).toEqual(['Width of the pallet: 1,000 mm → 800 mm', 'Height of the pallet: 1,800 mm → 1,400 mm'])
  })
})
