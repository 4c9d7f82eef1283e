// Counting one item inside a count task, and asking for a count on the spot.
import type { Schemas } from '../../api/types'
import { t } from '../../i18n'
import type { Desk } from '../desk'
import { codesOf, itemOf, know, nameOf, serialsOf } from './know'

export interface Counted {
  scans: string[]
  qty?: number
  next: string // a scan that came while the number was asked for
}

// countOne asks what the server needs to count what was scanned. Units and
// unknown codes go to the server as they are: it says what they are worth.
export async function countOne(desk: Desk, scan: string, offline: boolean): Promise<Counted> {
  const it = offline ? undefined : await find(desk, scan)
  if (!it && !offline) return { scans: [scan], next: '' }
  const codes = it ? [scan, ...codesOf(it.item)] : [scan]
  const sku = it?.item.sku ?? scan
  const lot = it?.item.lot_tracked ? it.known.lot || (await desk.scan({ say: t('trait.lot'), big: sku, detail: nameOf(it.item), scan: t('trait.lot.do') })).scan : ''
  if (it?.item.serial_tracked) return { scans: [sku, ...(lot ? [lot] : []), ...(await serialsOf(desk, it.item, it.known))], next: '' }
  const got = await desk.qty({
    say: t('count.qty'), big: sku, detail: it ? nameOf(it.item) : '', start: it && it.per > 1 ? it.per : 1, most: 1_000_000, pieces: codes,
    facts: lot ? [{ label: t('step.lot'), value: lot }] : [], choices: [{ value: 'ok', label: t('count.ok'), tone: 'primary' }],
  })
  return { scans: [sku, ...(lot ? [lot] : [])], qty: got.qty, next: got.scan }
}

async function find(desk: Desk, scan: string) {
  const known = await desk.attempt(() => know(desk, scan, ['item', 'handling_unit', 'location']))
  return known?.found[0]?.kind === 'item' ? itemOf(desk, scan) : undefined
}

// defects asks how many of a sample are bad.
export async function defects(desk: Desk, sku: string, most: number): Promise<number> {
  return (await desk.qty({
    say: t('step.count_defects'), big: sku, detail: t('defects.of', { n: most }), start: 0, most, choices: [{ value: 'ok', label: t('defects.ok'), tone: 'primary' }],
  })).qty
}

// weight asks what a closed carton weighs.
export async function weight(desk: Desk, label: string): Promise<number> {
  return (await desk.qty({ say: t('weigh.say'), big: label, detail: '', start: 0, most: 1_000_000, choices: [{ value: 'ok', label: t('weigh.ok'), tone: 'primary' }] })).qty
}

// countHere makes a count of the place in front of the person and answers its
// task.
export const countHere = (begin: (task: string) => Promise<void>) => async (desk: Desk): Promise<void> => {
  for (;;) {
    const got = await desk.scan({ say: t('counthere.which'), scan: t('step.scan_location.do') })
    const count = await desk.attempt(() => desk.post<Schemas['Count']>('/v1/counts', { warehouse: desk.warehouse.value, locations: [got.scan] }))
    const task = count?.locations?.[0]?.task
    if (task) return begin(task)
  }
}
