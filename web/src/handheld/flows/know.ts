// What a scanned code is: the server reads it, and knows what it names.
import type { Desk } from '../desk'
import type { Item, Schemas, StockRow } from '../../api/types'
import { t, tOr } from '../../i18n'

type Scan = Schemas['Scan']
export type Found = Scan['found'][number]

export interface Known {
  payload: string
  found: Found[]
  lot: string
  serial: string
  expires: string
  count: number
}

// What a code tells beside an item counts only where it names an item: a short
// code of digits may look like a lot.
function valueOf(scan: Scan, ...ais: string[]): string {
  for (const r of scan.readings) {
    if (!r.elements?.some((e) => e.ai === '01' || e.ai === '02')) continue
    for (const e of r.elements) if (ais.includes(e.ai)) return e.date || e.value
  }
  return ''
}

// know asks the server what a code is. Several things with one name are a
// question for the person.
export async function know(desk: Desk, payload: string, kinds?: Found['kind'][]): Promise<Known> {
  const scan = await desk.post<Scan>('/v1/scans/parse', { payload, warehouse: desk.warehouse.value })
  let found = scan.found.filter((f) => !kinds || kinds.includes(f.kind))
  if (found.length > 1) {
    const choices = found.map((f, n) => ({ value: String(n), label: f.id, detail: `${tOr(`found.${f.kind}`, f.kind)} ${f.name ?? ''}` }))
    found = [found[Number(await desk.choose({ say: t('know.which'), big: payload, choices }))]!]
  }
  return { payload, found, lot: valueOf(scan, '10'), serial: valueOf(scan, '21'), expires: valueOf(scan, '17', '15'), count: Number(valueOf(scan, '30', '37')) || 0 }
}

// item finds the item that a code names, or says that there is none.
export async function itemOf(desk: Desk, payload: string): Promise<{ item: Item; known: Known; per: number } | undefined> {
  const known = await desk.attempt(() => know(desk, payload, ['item']))
  if (!known) return undefined
  const hit = known.found[0]
  if (!hit) {
    desk.wrong(t('know.noitem'), payload)
    return undefined
  }
  const item = await desk.attempt(() => desk.read<Item>(`/v1/items/${encodeURIComponent(hit.id)}`))
  return item && { item, known, per: hit.qty || 1 }
}

// nameOf is an item's description, if it says more than its code.
export const nameOf = (item: { sku: string; description?: string }) => (item.description && !item.description.includes(item.sku) ? item.description : '')

// codesOf are the codes of one piece of an item.
export const codesOf = (item: Item) => [item.sku, item.gtin ?? ''].filter((c) => c !== '')

export interface Traits {
  lot?: string
  expires?: string
  serials?: string[]
}

// traitsOf asks for what must be known of an item's units and was not in its
// code: lot, expiry, serials.
export async function traitsOf(desk: Desk, item: Item, known: Known, wanted: { expiry: boolean }): Promise<Traits> {
  const out: Traits = {}
  if (item.lot_tracked) out.lot = known.lot || (await desk.scan({ say: t('trait.lot'), big: item.sku, detail: nameOf(item), scan: t('trait.lot.do') })).scan
  if (wanted.expiry && item.expiry_tracked) out.expires = `${known.expires || (await dateOf(desk, item))}T00:00:00Z`
  if (item.serial_tracked) out.serials = await serialsOf(desk, item, known)
  return out
}

export async function serialsOf(desk: Desk, item: Item, known: Known): Promise<string[]> {
  const serials = known.serial ? [known.serial] : []
  for (;;) {
    const got = await desk.scan({
      say: t('trait.serial'), big: item.sku, detail: t('trait.serial.count', { n: serials.length }), scan: t('trait.serial.do'),
      facts: serials.slice(-3).map((s) => ({ label: t('trait.serial.name'), value: s })),
      choices: serials.length > 0 ? [{ value: 'done', label: t('trait.serial.done', { n: serials.length }), tone: 'primary' }] : [],
    })
    if (got.choice === 'done') return serials
    const serial = await serialIn(desk, got.scan)
    if (serials.includes(serial)) desk.wrong(t('trait.serial.twice'), serial)
    else {
      serials.push(serial)
      desk.right(serial)
    }
  }
}

async function serialIn(desk: Desk, scan: string): Promise<string> {
  if (!/^(\]|\(|01)/.test(scan)) return scan
  const known = await desk.attempt(() => know(desk, scan))
  return known?.serial || scan
}

async function dateOf(desk: Desk, item: Item): Promise<string> {
  for (;;) {
    const got = await desk.date({ say: t('trait.expires'), big: item.sku, detail: nameOf(item), scan: t('trait.expires.do') })
    const date = readDate(got.scan)
    if (date) return date
    desk.wrong(t('trait.expires.not'), got.scan)
  }
}

// readDate understands 2027-01-31, 20270131 and 270131; '' for anything else.
export function readDate(text: string): string {
  const digits = text.replaceAll(/[-./\s]/g, '')
  const m = /^(\d{2}|\d{4})(\d{2})(\d{2})$/.exec(digits)
  if (!m) return ''
  const iso = `${m[1]!.length === 2 ? `20${m[1]}` : m[1]}-${m[2]}-${m[3]}`
  const at = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : ''
}

// stockAt lists what lies in a place, or what there is of an item.
export const stockOf = async (desk: Desk, query: Record<string, string>): Promise<StockRow[]> =>
  (await desk.read<{ data: StockRow[] }>(`/v1/stock?${new URLSearchParams(query)}`)).data ?? []
