// The work of the mock: pick tasks in batches with their scripts, as package
// wms/tasks has them.

const items = [
  ['85123A', 'WHITE HANGING HEART T-LIGHT HOLDER', '5011234500017'], ['22423', 'REGENCY CAKESTAND 3 TIER', '5011234500024'],
  ['84879', 'ASSORTED COLOUR BIRD ORNAMENT', '5011234500031'], ['20725', 'LUNCH BAG RED SPOTTY', '5011234500048'],
  ['21212', 'PACK OF 72 RETRO SPOT CAKE CASES', '5011234500055'], ['22197', 'SMALL POPCORN HOLDER', '5011234500062'],
]

export class Refusal extends Error {
  constructor(status, code, detail, members = {}) {
    super(detail)
    Object.assign(this, { status, code, detail, members })
  }
}

export class Work {
  constructor(emit) {
    this.emit = emit
    this.tasks = new Map()
    this.orders = new Map()
    this.exceptions = []
    let n = 0
    for (let b = 0; b < 6; b++) {
      const order = `5363${String(65 + b)}`
      const lines = []
      for (let l = 0; l < (b === 0 ? 2 : 3); l++) {
        const [sku, , gtin] = items[(b + l) % items.length]
        const id = `central-T${String(++n).padStart(6, '0')}`
        const qty = [6, 2, 24, 1, 12, 8][(b + l) % 6]
        lines.push({ sku, qty })
        this.tasks.set(id, {
          id, warehouse: 'central', kind: 'pick', status: b === 1 ? 'assigned' : 'open', ...(b === 1 ? { assignee: 'P-03' } : {}),
          batch: `central-B${b + 1}`, seq: l + 1, priority: b, order, shipment: `${order}-1`, line: l + 1, sku, gtin, qty,
          from: `S0${b + 1}-0${l + 2}-2-${l + 1}`, unit: `TOTE-00${40 + b}`, zone: 'shelf', created_at: new Date().toISOString(), step: 0,
        })
      }
      this.orders.set(order, { id: order, status: 'released', placed_at: new Date().toISOString(), lines, promises: [], shipments: [] })
    }
    for (const [kind, unit, to] of [['induct', 'TOTE-0091', 'IND-1'], ['pack', 'TOTE-0077', 'STO-2'], ['putaway', 'PAL-2201', 'R1-IN']]) {
      const id = `central-T${String(++n).padStart(6, '0')}`
      this.tasks.set(id, { id, warehouse: 'central', kind, status: 'open', unit, to, units: kind === 'pack' ? ['003501234500000017'] : undefined, created_at: new Date().toISOString(), step: 0 })
    }
  }

  script(t) {
    const one = (step, expect, args, prompt, qty) => ({ step, expect: [expect].flat(), args, prompt, qty })
    switch (t.kind) {
      case 'pick': return [
        one('scan_location', t.from, { location: t.from }, `Go to ${t.from} and scan the location`),
        one('scan_item', [t.sku, t.gtin], { qty: t.qty, sku: t.sku }, `Take ${t.qty} × ${t.sku} and scan the item`, t.qty),
        one('put_unit', t.unit, { unit: t.unit }, `Put them into tote ${t.unit} and scan it`)]
      case 'pack': return [
        one('scan_unit', t.unit, { unit: t.unit }, `Take ${t.unit} to the bench and scan it`),
        one('scan_label', t.units[0], { label: t.units[0] }, `Pack it, stick the label ${t.units[0]} on the carton and scan it`),
        one('scan_place', t.to, { place: t.to }, `Bring the carton to ${t.to} and scan the place`)]
      default: return [
        one('scan_unit', t.unit, { unit: t.unit }, `Scan ${t.unit}`),
        one('scan_place', t.to, { place: t.to }, `Put it on ${t.to} and scan the place`)]
    }
  }

  step(t) {
    const at = this.script(t)[t.step]
    const base = { task: t.id, kind: t.kind }
    if (!at || ['done', 'failed'].includes(t.status)) {
      return { ...base, step: 'done', prompt: 'Done', expect: [], done: true, ...(this.nextInBatch(t) ? { next: this.nextInBatch(t) } : {}) }
    }
    return { ...base, ...at, done: false }
  }

  nextInBatch(t) {
    return [...this.tasks.values()].find((o) => o.batch && o.batch === t.batch && ['open', 'assigned'].includes(o.status))?.id
  }

  list(query) {
    return [...this.tasks.values()].filter((t) => ['kind', 'status', 'warehouse', 'assignee'].every((k) => !query.get(k) || t[k] === query.get(k)))
  }

  get(id) {
    const t = this.tasks.get(id)
    if (!t) throw new Refusal(404, 'unknown_task', `no task "${id}"`)
    return t
  }

  claim(id, who) {
    const t = this.get(id)
    if (['done', 'failed'].includes(t.status)) throw new Refusal(409, 'task_ended', `task ${id} is ${t.status}`)
    if (t.status === 'assigned' && t.assignee !== who && t.step > 0) throw new Refusal(409, 'task_in_work', `task ${id} is in work by ${t.assignee}`)
    for (const o of this.tasks.values()) {
      if (o === t || (t.batch && o.batch === t.batch && ['open', 'assigned'].includes(o.status))) Object.assign(o, { status: 'assigned', assignee: who })
    }
    this.emit('task.claimed', id, { user: who })
    return t
  }

  next(kinds, who) {
    const t = [...this.tasks.values()].find((o) => o.status === 'open' && (!kinds?.length || kinds.includes(o.kind)))
    return t ? this.claim(t.id, who) : null
  }

  confirm(id, body, who) {
    const t = this.get(id)
    if (t.assignee !== who) throw new Refusal(409, 'not_yours', `task ${id} is not yours: claim it first`)
    for (const raw of body.scans ?? []) {
      const at = this.script(t)[t.step]
      if (!at) throw new Refusal(422, 'too_many_scans', `task ${id} has no step left for "${raw}"`)
      const scanned = raw.trim()
      if (!at.expect.includes(scanned)) {
        throw new Refusal(422, 'wrong_scan', `Scanned ${scanned}, expected ${at.step} ${at.expect.join(' or ')}.`, { scanned, expected: at.expect, step: at.step })
      }
      t.step++
    }
    if (t.step >= this.script(t).length) this.end(t, 'done')
    return this.step(t)
  }

  except(id, body) {
    const t = this.get(id)
    this.exceptions.push({ id, ...body })
    this.end(t, 'failed')
    return this.step(t)
  }

  end(t, status) {
    t.status = status
    this.emit(`task.${status}`, t.id, {})
    const open = [...this.tasks.values()].some((o) => o.order === t.order && ['open', 'assigned'].includes(o.status))
    const order = this.orders.get(t.order)
    if (!order || open) return
    order.status = 'picking'
    setTimeout(() => {
      order.status = 'shipped'
      this.emit('order.shipped', order.id, {})
    }, 1500)
  }
}

export const itemOf = (sku) => {
  const found = items.find(([s]) => s === sku)
  return found ? { sku, description: found[1], gtin: found[2] } : null
}
