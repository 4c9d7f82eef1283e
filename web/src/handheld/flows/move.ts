// A free move: from a place, an item and how many, or a whole unit, to a place.
import { number, t, tOr } from '../../i18n'
import type { Choice, Desk } from '../desk'
import { codesOf, itemOf, know, nameOf, stockOf } from './know'

export async function move(desk: Desk): Promise<void> {
  for (;;) {
    const got = await desk.scan({ say: t('move.from'), scan: t('move.from.do') })
    const known = await desk.attempt(() => know(desk, got.scan, ['location', 'handling_unit']))
    const from = known?.found[0]
    if (!known) continue
    if (!from) desk.wrong(t('move.unknown'), got.scan)
    else if (from.kind === 'handling_unit') await moveUnit(desk, from.id, from.location ?? '')
    else await moveItem(desk, from.id)
  }
}

async function moveUnit(desk: Desk, unit: string, from: string): Promise<void> {
  const to = await desk.scan({ say: t('move.to'), big: unit, facts: [{ label: t('step.from'), value: from }], scan: t('step.scan_place.do') })
  const done = await desk.attempt(() => desk.post('/v1/stock/moves', { warehouse: desk.warehouse.value, handling_unit: unit, from, to: to.scan }))
  if (done !== undefined) desk.right(t('move.done.unit', { unit, to: to.scan }))
}

async function moveItem(desk: Desk, from: string): Promise<void> {
  const rows = (await desk.attempt(() => stockOf(desk, { warehouse: desk.warehouse.value, location: from })))?.filter((r) => r.available > 0)
  if (!rows) return
  if (rows.length === 0) return desk.wrong(t('move.empty'), from)
  const choices: Choice[] = rows.slice(0, 8).map((r, n) => ({
    value: String(n), label: `${number(r.available)} × ${r.sku}`, detail: [r.lot, tOr(`stock.${r.status}`, r.status)].filter((x) => x).join(' · '),
  }))
  const what = await desk.scan({ say: t('move.item'), big: from, scan: t('step.scan_item.do'), choices })
  const it = await itemOf(desk, what.choice === '' ? what.scan : rows[Number(what.choice)]!.sku)
  if (!it) return
  const here = rows.filter((r) => r.sku === it.item.sku)
  if (here.length === 0) return desk.wrong(t('move.nothere', { sku: it.item.sku, from }), '')
  const lots = [...new Set(here.map((r) => r.lot ?? '').filter((l) => l !== ''))]
  let lot = what.choice === '' ? it.known.lot : (rows[Number(what.choice)]!.lot ?? '')
  if (!lot && lots.length === 1) lot = lots[0]!
  if (!lot && lots.length > 1) lot = await desk.choose({ say: t('move.lot'), big: it.item.sku, choices: lots.map((l) => ({ value: l, label: l })) })
  const most = here.filter((r) => (r.lot ?? '') === lot).reduce((sum, r) => sum + r.available, 0)
  const qty = await desk.qty({
    say: t('move.qty', { n: number(most) }), big: it.item.sku, detail: nameOf(it.item), start: most, most, pieces: codesOf(it.item),
    facts: lot ? [{ label: t('step.lot'), value: lot }] : [], choices: [{ value: 'ok', label: t('ask.go'), tone: 'primary' }],
  })
  for (;;) {
    const to = qty.scan !== '' ? { scan: qty.scan } : await desk.scan({ say: t('move.to'), big: `${number(qty.qty)} × ${it.item.sku}`, facts: [{ label: t('step.from'), value: from }], scan: t('step.scan_place.do') })
    qty.scan = ''
    const body = { warehouse: desk.warehouse.value, sku: it.item.sku, qty: qty.qty, from, to: to.scan, ...(lot ? { lot } : {}) }
    if ((await desk.attempt(() => desk.post('/v1/stock/moves', body))) !== undefined) {
      return desk.right(t('move.done', { n: number(qty.qty), sku: it.item.sku, to: to.scan }))
    }
  }
}
