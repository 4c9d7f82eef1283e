// Goods come in: an announced delivery or a blind one, item by item, whole or
// damaged; at the end what is missing is said.
import type { Receipt } from '../../api/types'
import { number, t, tOr } from '../../i18n'
import type { Choice, Desk } from '../desk'
import { codesOf, itemOf, nameOf, traitsOf } from './know'

export async function receive(desk: Desk): Promise<void> {
  let receipt = await which(desk)
  for (;;) {
    const left = receipt.lines.filter((l) => (l.received ?? 0) < l.qty && !l.unannounced)
    const got = await desk.scan({
      say: t('receive.item'), big: receipt.supplier || receipt.id, scan: t('step.scan_item.do'),
      detail: receipt.blind ? t('receive.blind.detail', { n: receipt.lines.length }) : t('receive.left', { n: left.length, of: receipt.lines.length }),
      facts: left.slice(0, 4).map((l) => ({ label: l.sku, value: `${number(l.received ?? 0)} / ${number(l.qty)}` })),
      choices: [{ value: 'close', label: t('receive.close') }],
    })
    if (got.choice === 'close') {
      const closed = await close(desk, receipt, left.length)
      if (closed) return
      continue
    }
    receipt = (await line(desk, receipt, got.scan)) ?? receipt
  }
}

async function which(desk: Desk): Promise<Receipt> {
  for (;;) {
    const all = (await desk.attempt(() => desk.read<{ data: Receipt[] }>('/v1/receipts?limit=200')))?.data ?? []
    const open = all.filter((r) => r.warehouse === desk.warehouse.value && r.status !== 'closed')
    const choices: Choice[] = open.slice(0, 20).map((r) => ({ value: r.id, label: r.supplier || r.id, detail: `${r.id} · ${tOr(`receipt.${r.status}`, r.status)}` }))
    const got = await desk.scan({ say: t('receive.which'), scan: t('receive.which.do'), choices: [...choices, { value: 'blind', label: t('receive.blind'), tone: choices.length > 0 ? 'plain' : 'primary' }] })
    if (got.choice === 'blind') {
      const made = await desk.attempt(() => desk.post<Receipt>('/v1/receipts', { warehouse: desk.warehouse.value, lines: [] }))
      if (made) return made
      continue
    }
    const id = got.choice || got.scan
    const found = await desk.attempt(() => desk.read<Receipt>(`/v1/receipts/${encodeURIComponent(id)}`))
    if (found && found.status === 'closed') desk.wrong(t('receive.closed'), id)
    else if (found) return found
  }
}

async function line(desk: Desk, receipt: Receipt, scan: string): Promise<Receipt | undefined> {
  const it = await itemOf(desk, scan)
  if (!it) return undefined
  const { item, known, per } = it
  const traits = await traitsOf(desk, item, known, { expiry: true })
  const expected = receipt.lines.filter((l) => l.sku === item.sku && (!traits.lot || !l.lot || l.lot === traits.lot))
  const left = Math.max(0, expected.reduce((sum, l) => sum + l.qty - (l.received ?? 0), 0))
  const facts = [{ label: t('step.lot'), value: traits.lot ?? '' }, { label: t('trait.expires.name'), value: traits.expires?.slice(0, 10) ?? '' }]
  const one = traits.serials ? traits.serials.length : 0
  const got = await desk.qty({
    say: left > 0 ? t('receive.qty.left', { n: number(left) }) : t('receive.qty'), big: item.sku, detail: nameOf(item),
    start: one || known.count || (per > 1 ? per : left || 1), most: 1_000_000, pieces: one ? undefined : codesOf(item), facts: facts.filter((f) => f.value !== ''),
    choices: [{ value: 'good', label: t('receive.good'), tone: 'primary' }, { value: 'damaged', label: t('receive.damaged'), tone: 'danger' }],
  })
  const unannounced = !receipt.blind && left === 0 ? { unannounced: true } : {}
  const body = { sku: item.sku, qty: one || got.qty, ...traits, ...(got.choice === 'damaged' ? { damaged: true } : {}), ...unannounced }
  const booked = await desk.attempt(() => desk.post<Receipt>(`/v1/receipts/${encodeURIComponent(receipt.id)}/lines`, body))
  if (!booked) return undefined
  const b = booked.booked
  desk.right(t('receive.booked', { n: number(body.qty), sku: item.sku }), b ? `${b.location} · ${tOr(`stock.${b.status}`, b.status)}` : '')
  return got.scan !== '' ? ((await line(desk, booked, got.scan)) ?? booked) : booked
}

async function close(desk: Desk, receipt: Receipt, left: number): Promise<boolean> {
  const choice = await desk.choose({
    say: left > 0 ? t('receive.close.short', { n: left }) : t('receive.close.sure'), big: receipt.supplier || receipt.id,
    choices: [{ value: 'close', label: t('receive.close'), tone: 'primary' }, { value: 'back', label: t('ask.back') }],
  })
  if (choice === 'back') return false
  const done = await desk.attempt(() => desk.post<Receipt>(`/v1/receipts/${encodeURIComponent(receipt.id)}/close`, {}))
  if (!done) return false
  const differs = done.discrepancies ?? []
  await desk.choose({
    say: differs.length === 0 ? t('receive.closed.right') : t('receive.closed.differs', { n: differs.length }), big: receipt.supplier || receipt.id,
    facts: differs.slice(0, 6).map((d) => ({ label: d.sku, value: [t('receive.differs', { got: number(d.received), want: number(d.expected) }), d.damaged ? t('receive.differs.damaged', { n: number(d.damaged) }) : ''].filter((x) => x).join(', ') })),
    choices: [{ value: 'ok', label: t('ask.done'), tone: 'primary' }],
  })
  return true
}
