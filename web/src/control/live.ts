// Everything the control room knows of one warehouse: its floor, the latest
// live picture, what happened, and how the figures went, all from one stream.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { get } from '../api/client'
import { expelled, session } from '../api/session'
import { openStream, type ServerEvent, type StreamState } from '../api/sse'
import type { DeviceView, Floor, Live, Page, Published } from '../api/types'
import { sayError } from '../i18n'
import { dress } from './floor/dress'
import { Tracks } from './floor/motion'

const keepEvents = 80
const sampleMS = 5_000
const keepSamples = 120 // ten minutes
const staleMS = 4_000
const listsMS = 400

// Events that only keep the books, many for each thing that happens.
const bookkeeping = new Set([
  'item.put', 'stock.moved', 'unit.moved', 'task.created', 'task.open', 'mission.planned', 'transport.created',
  'receipt.received', 'user.seeded', 'shipment.promised', 'shipment.released', 'shipment.picking', 'shipment.packed',
])

const busy = new Set(['driving', 'handling', 'waiting'])

// figuresOf is what the server counts, and what the picture itself tells.
export function figuresOf(l: Live): Record<string, number> {
  const vehicles = l.vehicles ?? []
  return {
    ...(vehicles.length > 0 ? { agv_busy: vehicles.filter((v) => busy.has(v.state)).length / vehicles.length } : {}),
    ...l.kpis,
    orders_shipped: l.orders?.shipped ?? 0,
  }
}

export interface Tracked {
  vehicles: Tracks
  cranes: Tracks
  people: Tracks
}

export function useLive(warehouse: Ref<string>) {
  const floor = shallowRef<Floor | null>(null)
  const floorError = ref('')
  const live = shallowRef<Live | null>(null) // the map's, as often as it comes
  const shown = shallowRef<Live | null>(null) // the lists', as often as an eye reads
  const devices = shallowRef<DeviceView[]>([])
  const events = shallowRef<Published[]>([])
  const history = shallowRef<Record<string, number[]>>({})
  const stream = ref<StreamState>('connecting')
  const retryAt = ref(0)
  const now = ref(Date.now())
  const lastLive = ref(0)
  const hz = ref(0)
  const tracked: Tracked = { vehicles: new Tracks(), cranes: new Tracks(), people: new Tracks() }

  const past = ref(false) // what is shown is replayed, not live

  let close = () => {}
  let received = 0
  let lastSample = 0
  let pending: Published[] = []

  function open(): void {
    close()
    past.value = false
    floor.value = null
    live.value = null
    shown.value = null
    pending = []
    events.value = []
    history.value = {}
    devices.value = []
    lastSample = 0
    for (const t of Object.values(tracked)) t.clear()
    if (warehouse.value === '') return
    void loadFloor(warehouse.value)
    void loadDevices()
    close = openStream({
      url: `/v1/events?live=${encodeURIComponent(warehouse.value)}`,
      onEvent,
      onState: (s, at) => {
        stream.value = s
        retryAt.value = at ?? 0
        if (s === 'expelled') session.value = null
      },
    })
  }

  async function loadFloor(id: string): Promise<void> {
    try {
      const got = await get<Floor>(`/v1/layout?warehouse=${encodeURIComponent(id)}`)
      if (id !== warehouse.value) return
      floor.value = dress(got)
      floorError.value = ''
    } catch (err) {
      if (!expelled(err)) floorError.value = sayError(err)
    }
  }

  async function loadDevices(): Promise<void> {
    try {
      const all = (await get<Page<DeviceView>>('/v1/devices')).data ?? []
      devices.value = all.filter((d) => d.warehouse === warehouse.value)
    } catch (err) {
      expelled(err) // the list stays as it was; the stream's state says that something is wrong
    }
  }

  function onEvent(e: ServerEvent): void {
    if (e.event === 'floor.live') return onLive(JSON.parse(e.data) as Live)
    if (bookkeeping.has(e.event)) return
    pending.unshift(JSON.parse(e.data) as Published)
    if (pending.length > keepEvents) pending.length = keepEvents
  }

  function onLive(l: Live): void {
    if (l.warehouse !== warehouse.value) return
    lastLive.value = Date.now()
    received++
    if (past.value) return
    show(l)
    if (lastLive.value - lastSample >= sampleMS) sample(l)
  }

  // show puts a picture on the floor, now.
  function show(l: Live): void {
    const at = performance.now()
    const turn = (v: { x_mm: number; y_mm: number }, theta = 0) => ({ x: v.x_mm, y: v.y_mm, theta })
    tracked.vehicles.push((l.vehicles ?? []).map((v) => [v.id, turn(v, v.theta_mrad / 1000)]), at)
    tracked.cranes.push((l.cranes ?? []).map((c) => [c.id, turn(c)]), at)
    tracked.people.push((l.people ?? []).map((p) => [p.id, turn(p)]), at)
    live.value = l
    shown.value ??= l
  }

  // rewind clears the floor for other pictures: those of the past, or again
  // those that come.
  function rewind(to: boolean): void {
    past.value = to
    for (const t of Object.values(tracked)) t.clear()
  }

  function sample(l: Live): void {
    lastSample = lastLive.value
    const next: Record<string, number[]> = {}
    for (const [name, value] of Object.entries(figuresOf(l))) {
      next[name] = [...(history.value[name] ?? []).slice(1 - keepSamples), value]
    }
    history.value = next
  }

  // Lists change a few times a second, however fast the site is. A new array,
  // because a change inside one would not reach a child component.
  const lists = setInterval(() => {
    shown.value = live.value
    if (pending.length > 0) events.value = [...pending, ...events.value].slice(0, keepEvents)
    pending = []
  }, listsMS)
  const second = setInterval(() => {
    now.value = Date.now()
    hz.value = received
    received = 0
  }, 1000)
  const poll = setInterval(() => {
    void loadDevices()
    if (!floor.value && warehouse.value !== '') void loadFloor(warehouse.value)
  }, 5000)
  watch(warehouse, open, { immediate: true })
  onScopeDispose(() => {
    close()
    clearInterval(second)
    clearInterval(lists)
    clearInterval(poll)
  })

  const state = computed(() => {
    if (stream.value === 'open' && lastLive.value > 0 && now.value - lastLive.value > staleMS) return 'stale'
    return stream.value
  })
  const retryInS = computed(() => Math.max(0, Math.ceil((retryAt.value - now.value) / 1000)))

  return { floor, floorError, live, shown, devices, events, history, state, retryInS, hz, tracked, past, show, rewind }
}
