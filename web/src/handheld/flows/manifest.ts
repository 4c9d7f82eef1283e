// A truck's load from the door: opened, cartons scanned on, closed with what
// stays behind and why, sealed, handed to the driver. The scanner alone is
// enough: the dock's code means "done here, go on".
import type { Schemas } from '../../api/types'
import { number, t, tOr } from '../../i18n'
import { barcodeOf } from '../local'
import type { Desk } from '../desk'

type Manifest = Schemas['Manifest']
type PackedCarton = Schemas['PackedCarton']
type Waiting = Schemas['LeftBehind']

const running = (m: Manifest) => m.status === 'open' || m.status === 'loading'
const path = (m: Manifest) => `/v1/manifests/${encodeURIComponent(m.id)}`
const nameOf = (m: Manifest) => `${m.carrier} ${m.route ?? ''}`.trim()

export async function manifests(desk: Desk): Promise<void> {
  for (;;) {
    const m = await which(desk)
    const closed = running(m) ? await load(desk, m) : m
    if (closed?.status === 'closed') await handOver(desk, closed)
  }
}

// which: by its paper, its dock, a carton that is to go on it, or a carrier
// for which none is open yet.
async function which(desk: Desk): Promise<Manifest> {
  for (;;) {
    const all = (await desk.attempt(() => waitingFor(desk))) ?? []
    const got = await desk.scan({
      say: t('manifest.which'), detail: all.length === 0 ? t('manifest.none') : '', scan: t('manifest.which.do'),
      choices: all.slice(0, 30).map((m) => ({ value: m.id, label: nameOf(m), detail: `${m.dock} · ${tOr(m.status === 'open' ? 'manifest.open.state' : `manifest.${m.status}`, m.status)} · ${t('manifest.cartons', { n: number(m.cartons) })}` })),
    })
    const code = got.choice || barcodeOf(got.scan)
    const known = all.find((m) => m.id === code) ?? only(all.filter((m) => m.dock === code)) ?? only(all.filter((m) => m.carrier === code))
    if (known) return known
    const carrier = await desk.attempt(() => carrierOf(desk, all, code))
    if (typeof carrier === 'object') return carrier
    if (carrier === undefined) continue
    const opened = await open(desk, carrier)
    if (opened) return opened
  }
}

const only = <T>(list: T[]): T | undefined => (list.length === 1 ? list[0] : undefined)

async function waitingFor(desk: Desk): Promise<Manifest[]> {
  const lists = await Promise.all(['loading', 'open', 'closed'].map(async (status) =>
    (await desk.read<{ data: Manifest[] }>(`/v1/manifests?warehouse=${encodeURIComponent(desk.warehouse.value)}&status=${status}&limit=100`)).data))
  return lists.flat()
}

// carrierOf is the manifest that a carton belongs on, or else the carrier for
// which one is to be opened.
async function carrierOf(desk: Desk, all: Manifest[], code: string): Promise<Manifest | string> {
  if (!/^\d{18}$/.test(code)) return code
  const c = await desk.read<PackedCarton>(`/v1/cartons/${encodeURIComponent(code)}`)
  const fits = all.filter((m) => running(m) && m.carrier === c.carrier)
  return fits.find((m) => m.route && m.route === c.route) ?? fits.find((m) => !m.route) ?? c.carrier ?? code
}

async function open(desk: Desk, carrier: string): Promise<Manifest | undefined> {
  const got = await desk.scan({
    say: t('manifest.open'), big: carrier, scan: t('manifest.open.do'),
    choices: [{ value: 'open', label: t('manifest.open.yes'), tone: 'primary' }, { value: 'back', label: t('ask.back') }],
  })
  if (got.choice === 'back') return undefined
  const dock = got.choice === '' && barcodeOf(got.scan) !== carrier ? { dock: barcodeOf(got.scan) } : {}
  const m = await desk.attempt(() => desk.post<Manifest>('/v1/manifests', { warehouse: desk.warehouse.value, carrier, ...dock }))
  if (m) desk.right(t('manifest.opened', { id: m.id, dock: m.dock }))
  return m
}

async function load(desk: Desk, first: Manifest): Promise<Manifest | undefined> {
  let m = first
  for (;;) {
    const waiting = (await desk.attempt(() => desk.read<{ data: Waiting[] }>(`${path(m)}/waiting`)))?.data ?? []
    const got = await desk.scan({
      say: t('manifest.load'), big: nameOf(m), detail: t('manifest.left', { n: number(m.cartons), left: number(waiting.length) }), scan: t('manifest.load.do', { dock: m.dock }),
      facts: waiting.slice(0, 3).map((w) => ({ label: w.shipment ?? '', value: w.carton })),
      choices: m.cartons > 0 ? [{ value: 'close', label: t('manifest.close'), tone: waiting.length === 0 ? 'primary' : 'plain' }] : [{ value: 'cancel', label: t('manifest.cancel') }],
    })
    if (got.choice === 'cancel') {
      if (await desk.attempt(() => desk.post<Manifest>(`${path(m)}/cancel`, undefined))) return undefined
      continue
    }
    if (got.choice === 'close' || barcodeOf(got.scan) === m.dock) {
      const closed = await close(desk, m, waiting)
      if (closed) return closed
      continue
    }
    const on = await desk.attempt(() => desk.post<Schemas['ManifestScan']>(`${path(m)}/cartons`, { carton: got.scan }))
    if (!on) continue
    m = on.manifest
    desk.right(t('manifest.on', { n: on.scanned, of: on.of, shipment: on.shipment }))
  }
}

const reasons = ['not_ready', 'no_room', 'damaged'] as const

async function close(desk: Desk, m: Manifest, waiting: Waiting[]): Promise<Manifest | undefined> {
  let reason = ''
  if (waiting.length > 0) {
    const got = await desk.scan({
      say: t('manifest.behind', { n: number(waiting.length) }), scan: t('manifest.behind.do', { dock: m.dock }),
      facts: waiting.slice(0, 3).map((w) => ({ label: w.shipment ?? '', value: w.carton })),
      choices: [...reasons.map((r) => ({ value: r, label: t(`manifest.why.${r}`) })), { value: 'back', label: t('manifest.go.on') }],
    })
    if (got.choice === 'back' || waiting.some((w) => w.carton === barcodeOf(got.scan))) return undefined
    const why = reasons.find((r) => r === got.choice) ?? 'not_ready'
    reason = barcodeOf(got.scan) === m.dock || got.choice !== '' ? t(`manifest.why.${why}`) : got.scan
  }
  const seal = await plate(desk, m, t('manifest.seal'), t('manifest.seal.do', { dock: m.dock }))
  const vehicle = m.vehicle ? '' : await plate(desk, m, t('manifest.vehicle'), t('manifest.vehicle.do', { dock: m.dock }))
  const done = await desk.attempt(() => desk.post<Manifest>(`${path(m)}/close`, { ...(reason && { reason }), ...(seal && { seal }), ...(vehicle && { vehicle }) }))
  if (done) desk.right(t('manifest.closed.done', { id: done.id }))
  return done
}

// plate asks for a number on the truck; '' for none.
async function plate(desk: Desk, m: Manifest, say: string, scan: string): Promise<string> {
  const got = await desk.scan({ say, big: nameOf(m), scan, choices: [{ value: 'none', label: t('manifest.without') }] })
  return got.choice === 'none' || barcodeOf(got.scan) === m.dock ? '' : got.scan
}

async function handOver(desk: Desk, m: Manifest): Promise<void> {
  const facts = [
    { label: t('manifest.fact.cartons'), value: number(m.cartons) }, { label: t('manifest.fact.shipments'), value: number(m.shipments) },
    ...(m.seal ? [{ label: t('manifest.seal'), value: m.seal }] : []), ...(m.vehicle ? [{ label: t('manifest.vehicle'), value: m.vehicle }] : []),
  ]
  for (;;) {
    const got = await desk.scan({ say: t('manifest.driver'), big: nameOf(m), facts, scan: t('manifest.driver.do'), choices: [{ value: 'later', label: t('manifest.later') }] })
    if (got.choice === 'later' || barcodeOf(got.scan) === m.dock) return
    const vehicle = m.vehicle || (await plate(desk, m, t('manifest.vehicle'), t('manifest.vehicle.do', { dock: m.dock })))
    const done = await desk.attempt(() => desk.post<Manifest>(`${path(m)}/hand-over`, { driver: got.scan, ...(vehicle && { vehicle }) }))
    if (!done) continue
    desk.right(t('manifest.handed', { id: m.id }))
    return
  }
}
