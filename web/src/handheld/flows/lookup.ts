// Scan anything and read what it is, where it is and how much there is.
import type { Item, Order, StockRow } from '../../api/types'
import { number, t, tOr } from '../../i18n'
import type { Desk, Fact, Question } from '../desk'
import { know, nameOf, stockOf, type Found } from './know'

export const lookup = (first?: string) => async (desk: Desk): Promise<void> => {
  let show: Question = { say: t('lookup.any'), scan: t('lookup.any.do') }
  for (let scan = first ?? ''; ; ) {
    if (scan !== '') {
      const known = await desk.attempt(() => know(desk, scan))
      const found = known?.found[0]
      if (known && !found) desk.wrong(t('lookup.nothing'), scan)
      else if (found) show = { ...((await desk.attempt(() => card(desk, found))) ?? show), scan: t('lookup.next') }
    }
    scan = (await desk.scan(show)).scan
  }
}

async function card(desk: Desk, f: Found): Promise<Question> {
  const what = tOr(`found.${f.kind}`, f.kind)
  switch (f.kind) {
    case 'item': {
      const [item, rows] = await Promise.all([
        desk.read<Item>(`/v1/items/${encodeURIComponent(f.id)}`), stockOf(desk, { sku: f.id, warehouse: desk.warehouse.value, limit: '50' }),
      ])
      const total = rows.reduce((sum, r) => sum + r.on_hand, 0)
      return { say: what, big: item.sku, detail: nameOf(item), facts: [{ label: t('lookup.here'), value: number(total) }, ...rows.filter((r) => r.location).slice(0, 6).map(whereRow)] }
    }
    case 'location': {
      const rows = await stockOf(desk, { warehouse: f.warehouse ?? desk.warehouse.value, location: f.id })
      return { say: tOr(`kind.${f.name}`, what), big: f.id, detail: rows.length === 0 ? t('lookup.empty') : '', facts: rows.slice(0, 7).map(whatRow) }
    }
    case 'handling_unit': {
      const rows = f.location ? await stockOf(desk, { warehouse: f.warehouse ?? desk.warehouse.value, location: f.location }) : []
      const inside = rows.filter((r) => r.handling_unit === f.id)
      return { say: tOr(`unit.${f.name}`, what), big: f.id, facts: [{ label: t('lookup.where'), value: f.location ?? t('lookup.nowhere') }, ...inside.slice(0, 6).map(whatRow)] }
    }
    case 'order': {
      const order = await desk.read<Order>(`/v1/orders/${encodeURIComponent(f.id)}`)
      return { say: what, big: order.id, detail: tOr(`order.${order.status}`, order.status), facts: order.lines.slice(0, 7).map((l) => ({ label: l.sku, value: number(l.qty) })) }
    }
    default:
      return { say: what, big: f.id, detail: f.name }
  }
}

const status = (r: StockRow) => (r.status === 'available' ? '' : ` · ${tOr(`stock.${r.status}`, r.status)}`)
const whereRow = (r: StockRow): Fact => ({ label: `${r.location ?? ''}${r.lot ? ` · ${r.lot}` : ''}${status(r)}`, value: number(r.on_hand) })
const whatRow = (r: StockRow): Fact => ({ label: `${r.sku}${r.lot ? ` · ${r.lot}` : ''}${status(r)}`, value: number(r.on_hand) })
