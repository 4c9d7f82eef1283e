// An assembly: its parts are fetched one by one where they were set aside,
// then what is made is put down and the assembly is complete.
import type { Schemas } from '../../api/types'
import { number, t } from '../../i18n'
import type { Desk } from '../desk'
import { itemOf } from './know'

type Assembly = Schemas['Assembly']

export async function kit(desk: Desk): Promise<void> {
  const a = await which(desk)
  let n = 0
  for (const p of a.parts) {
    n++
    const facts = [{ label: t('kit.step'), value: `${n} / ${a.parts.length}` }, ...(p.lot ? [{ label: t('step.lot'), value: p.lot }] : [])]
    await match(desk, { say: t('step.scan_location'), big: p.location, scan: t('step.scan_location.do'), facts }, async (scan) => scan === p.location)
    await match(desk, { say: t('kit.take', { n: number(p.qty) }), big: p.sku, scan: t('step.scan_item.do'), facts }, async (scan) => scan === p.sku || (await itemOf(desk, scan))?.item.sku === p.sku)
  }
  await match(desk, {
    say: a.disassemble ? t('kit.apart') : t('kit.make', { n: number(a.qty), sku: a.sku }), big: a.location, scan: t('step.scan_place.do'),
    facts: a.makes.slice(0, 6).map((m) => ({ label: m.sku, value: number(m.qty) })),
  }, async (scan) => scan === a.location)
  const done = await desk.attempt(() => desk.post<Assembly>(`/v1/assemblies/${encodeURIComponent(a.id)}/complete`, {}))
  if (done) await desk.choose({ say: t('kit.done'), big: a.id, choices: [{ value: 'ok', label: t('ask.done'), tone: 'primary' }] })
}

async function which(desk: Desk): Promise<Assembly> {
  for (;;) {
    const got = await desk.scan({ say: t('kit.which'), scan: t('kit.which.do') })
    const a = await desk.attempt(() => desk.read<Assembly>(`/v1/assemblies/${encodeURIComponent(got.scan)}`))
    if (a && a.status === 'open') return a
    if (a) desk.wrong(t('kit.ended'), a.id)
  }
}

async function match(desk: Desk, q: Parameters<Desk['scan']>[0], right: (scan: string) => Promise<boolean>): Promise<void> {
  for (;;) {
    const { scan } = await desk.scan(q)
    if (await right(scan)) return desk.right(t('step.right', { scan }))
    desk.wrong(t('step.wrong'), t('offline.wrong', { scan, want: q.big ?? '' }))
  }
}
