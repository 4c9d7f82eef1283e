// Goods come back from a customer: they arrive, and each unit is decided on.
import type { Schemas } from '../../api/types'
import { number, t, tOr } from '../../i18n'
import type { Desk } from '../desk'
import { codesOf, itemOf, nameOf } from './know'

type Return = Schemas['Return']
type Line = Return['lines'][number]

const openOf = (l: Line) => l.qty - l.restocked - l.quarantined - l.scrapped - l.missing

export async function returns(desk: Desk): Promise<void> {
  let ret = await which(desk)
  if (ret.status === 'expected') {
    const sure = await desk.choose({
      say: t('returns.arrived'), big: ret.id, facts: ret.lines.slice(0, 6).map((l) => ({ label: l.sku, value: number(l.qty) })),
      choices: [{ value: 'yes', label: t('returns.arrived.yes'), tone: 'primary' }, { value: 'no', label: t('ask.back') }],
    })
    if (sure === 'no') return
    const here = await desk.attempt(() => desk.post<Return>(`/v1/returns/${encodeURIComponent(ret.id)}/receive`, {}))
    if (!here) return
    ret = here
  }
  while (ret.status === 'arrived') {
    const left = ret.lines.filter((l) => openOf(l) > 0)
    if (left.length === 0) break
    const got = await desk.scan({
      say: t('returns.item'), big: ret.id, scan: t('step.scan_item.do'),
      facts: left.slice(0, 5).map((l) => ({ label: `${l.sku}${l.reason ? ` · ${l.reason}` : ''}`, value: number(openOf(l)) })),
      choices: [{ value: 'missing', label: t('returns.missing') }],
    })
    ret = (got.choice === 'missing' ? await close(desk, ret) : await decide(desk, ret, got.scan)) ?? ret
  }
  await desk.choose({
    say: ret.status === 'closed' ? t('returns.closed') : t('returns.decided'), big: ret.id,
    choices: [{ value: 'ok', label: t('ask.done'), tone: 'primary' }],
  })
}

async function which(desk: Desk): Promise<Return> {
  for (;;) {
    const all = (await desk.attempt(() => desk.read<{ data: Return[] }>('/v1/returns?limit=200')))?.data ?? []
    const open = all.filter((r) => r.warehouse === desk.warehouse.value && (r.status === 'expected' || r.status === 'arrived'))
    const got = await desk.scan({
      say: t('returns.which'), detail: open.length === 0 ? t('returns.none') : '', scan: t('returns.which.do'),
      choices: open.slice(0, 20).map((r) => ({ value: r.id, label: r.id, detail: `${t('step.order')} ${r.order} · ${tOr(`return.${r.status}`, r.status)}` })),
    })
    const id = got.choice || open.find((r) => r.id === got.scan || r.order === got.scan)?.id || got.scan
    const found = await desk.attempt(() => desk.read<Return>(`/v1/returns/${encodeURIComponent(id)}`))
    if (found) return found
  }
}

async function decide(desk: Desk, ret: Return, scan: string): Promise<Return | undefined> {
  const it = await itemOf(desk, scan)
  if (!it) return undefined
  const line = ret.lines.find((l) => l.sku === it.item.sku && openOf(l) > 0)
  if (!line) {
    desk.wrong(t('returns.notexpected'), it.item.sku)
    return undefined
  }
  const got = await desk.qty({
    say: t('returns.qty'), big: it.item.sku, detail: nameOf(it.item), start: it.item.serial_tracked ? 1 : openOf(line), most: openOf(line), pieces: codesOf(it.item),
    facts: line.reason ? [{ label: t('returns.reason'), value: line.reason }] : [],
    choices: [
      { value: 'restock', label: t('verdict.restock'), tone: 'primary' }, { value: 'quarantine', label: t('verdict.quarantine') },
      { value: 'scrap', label: t('verdict.scrap'), tone: 'danger' },
    ],
  })
  const body: Record<string, unknown> = { line: line.line, qty: got.qty, verdict: got.choice }
  if (it.known.lot) body.lot = it.known.lot
  if (it.known.serial) body.serial = it.known.serial
  const path = `/v1/returns/${encodeURIComponent(ret.id)}/inspect`
  if (it.item.lot_tracked && !body.lot) body.lot = (await desk.scan({ say: t('trait.lot'), big: it.item.sku, scan: t('trait.lot.do') })).scan
  if (it.item.serial_tracked && !body.serial) body.serial = (await desk.scan({ say: t('trait.serial'), big: it.item.sku, scan: t('trait.serial.do') })).scan
  const done = await desk.attempt(() => desk.post<Return>(path, body))
  if (done) desk.right(t('returns.booked', { n: number(got.qty), sku: it.item.sku }), tOr(`verdict.${got.choice}`, got.choice))
  return done
}

async function close(desk: Desk, ret: Return): Promise<Return | undefined> {
  const sure = await desk.choose({
    say: t('returns.missing.sure'), big: ret.id,
    choices: [{ value: 'yes', label: t('returns.missing.yes'), tone: 'primary' }, { value: 'no', label: t('ask.back') }],
  })
  return sure === 'yes' ? desk.attempt(() => desk.post<Return>(`/v1/returns/${encodeURIComponent(ret.id)}/close`, {})) : undefined
}
