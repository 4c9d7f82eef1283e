// What another warehouse sent arrives: whole handling units by their label,
// or loose items.
import type { Schemas } from '../../api/types'
import { number, t, tOr } from '../../i18n'
import type { Desk } from '../desk'
import { codesOf, itemOf, know, nameOf } from './know'

type Transfer = Schemas['Transfer']

export async function transfers(desk: Desk): Promise<void> {
  let tr = await which(desk)
  for (;;) {
    const left = tr.handling_units.filter((u) => !u.received)
    const got = await desk.scan({
      say: t('transfer.item'), big: tr.id, detail: t('transfer.left', { n: left.length, of: tr.handling_units.length }), scan: t('transfer.item.do'),
      facts: left.slice(0, 4).map((u) => ({ label: u.id, value: u.content.map((c) => `${number(c.qty)} × ${c.sku}`).slice(0, 2).join(', ') })),
      choices: [{ value: 'close', label: t('receive.close'), tone: left.length === 0 ? 'primary' : 'plain' }],
    })
    if (got.choice === 'close') {
      if (await close(desk, tr, left.length)) return
      continue
    }
    tr = (await take(desk, tr, got.scan)) ?? tr
  }
}

async function which(desk: Desk): Promise<Transfer> {
  for (;;) {
    const all = (await desk.attempt(() => desk.read<{ data: Transfer[] }>('/v1/transfers?limit=200')))?.data ?? []
    const open = all.filter((x) => x.to === desk.warehouse.value && (x.status === 'in_transit' || x.status === 'receiving'))
    const got = await desk.scan({
      say: t('transfer.which'), detail: open.length === 0 ? t('transfer.none') : '', scan: t('transfer.which.do'),
      choices: open.slice(0, 20).map((x) => ({ value: x.id, label: x.id, detail: `${x.from} · ${tOr(`transfer.${x.status}`, x.status)}` })),
    })
    const id = got.choice || open.find((x) => x.handling_units.some((u) => u.id === got.scan))?.id || got.scan
    const found = await desk.attempt(() => desk.read<Transfer>(`/v1/transfers/${encodeURIComponent(id)}`))
    if (found) return found
  }
}

async function take(desk: Desk, tr: Transfer, scan: string): Promise<Transfer | undefined> {
  const path = `/v1/transfers/${encodeURIComponent(tr.id)}/receive`
  const known = await desk.attempt(() => know(desk, scan))
  const unit = tr.handling_units.find((u) => u.id === scan || u.id === known?.found[0]?.id || scan.endsWith(u.id))
  if (unit) {
    const whole = await desk.choose({
      say: t('transfer.unit'), big: unit.id, facts: unit.content.map((c) => ({ label: c.sku, value: number(c.qty) })),
      choices: [
        { value: 'good', label: t('transfer.whole'), tone: 'primary' }, { value: 'damaged', label: t('receive.damaged'), tone: 'danger' }, { value: 'no', label: t('ask.back') },
      ],
    })
    if (whole === 'no') return undefined
    const got = await desk.attempt(() => desk.post<Transfer>(path, { handling_unit: unit.id, ...(whole === 'damaged' ? { damaged: true } : {}) }))
    if (got) desk.right(t('transfer.booked', { what: unit.id }))
    return got
  }
  const it = await itemOf(desk, scan)
  if (!it) return undefined
  const lot = it.item.lot_tracked ? it.known.lot || (await desk.scan({ say: t('trait.lot'), big: it.item.sku, scan: t('trait.lot.do') })).scan : ''
  const q = await desk.qty({
    say: t('receive.qty'), big: it.item.sku, detail: nameOf(it.item), start: 1, most: 1_000_000, pieces: codesOf(it.item),
    choices: [{ value: 'good', label: t('receive.good'), tone: 'primary' }, { value: 'damaged', label: t('receive.damaged'), tone: 'danger' }],
  })
  const body = { sku: it.item.sku, qty: q.qty, ...(lot ? { lot } : {}), ...(q.choice === 'damaged' ? { damaged: true } : {}) }
  const got = await desk.attempt(() => desk.post<Transfer>(path, body))
  if (got) desk.right(t('receive.booked', { n: number(q.qty), sku: it.item.sku }))
  return got
}

async function close(desk: Desk, tr: Transfer, left: number): Promise<boolean> {
  const choice = await desk.choose({
    say: left > 0 ? t('transfer.close.short', { n: left }) : t('receive.close.sure'), big: tr.id,
    choices: [{ value: 'close', label: t('receive.close'), tone: 'primary' }, { value: 'back', label: t('ask.back') }],
  })
  if (choice === 'back') return false
  const done = await desk.attempt(() => desk.post<Transfer>(`/v1/transfers/${encodeURIComponent(tr.id)}/close`, {}))
  if (done) desk.right(t('transfer.closed', { id: tr.id }))
  return done !== undefined
}
