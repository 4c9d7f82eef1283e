// A past minute, played again: pictures are fetched a little ahead and shown
// when their time has come, so many site seconds a second.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { get } from '../api/client'
import type { Live } from '../api/types'
import { sayError } from '../i18n'

const aheadS = 8 // of wall time that are fetched at once
const tickMS = 50
const picturesPerS = 8

export function useReplay(warehouse: Ref<string>, show: (l: Live) => void, rewind: (past: boolean) => void) {
  const on = ref(false)
  const playing = ref(false)
  const speed = ref(10)
  const at = ref(0) // site time, ms
  const span = ref({ from: 0, to: 0 })
  const failure = ref('')

  let waiting: { at: number; picture: Live }[] = []
  let fetchedTo = 0
  let fetching = false
  let turn = 0 // of fetches: an old answer is thrown away
  let last = 0

  async function begin(): Promise<void> {
    failure.value = ''
    try {
      const got = await get<{ from: string | null; to: string | null }>(`/v1/replay/span?warehouse=${encodeURIComponent(warehouse.value)}`)
      if (!got.from || !got.to) {
        failure.value = 'none'
        return
      }
      span.value = { from: Date.parse(got.from), to: Date.parse(got.to) }
      on.value = true
      speed.value = 10
      seek(Math.max(span.value.from, span.value.to - 300_000))
      playing.value = true
    } catch (err) {
      failure.value = sayError(err)
    }
  }

  function seek(to: number): void {
    at.value = to
    waiting = []
    fetchedTo = to
    turn++
    fetching = false
    rewind(true)
  }

  function end(): void {
    if (!on.value) return
    on.value = playing.value = false
    turn++
    waiting = []
    rewind(false)
  }

  async function fetchMore(): Promise<void> {
    if (fetching || fetchedTo > at.value + aheadS * speed.value * 500 || fetchedTo >= span.value.to) return
    fetching = true
    const mine = turn
    const until = fetchedTo + aheadS * speed.value * 1000
    const every = Math.round((speed.value * 1000) / picturesPerS)
    try {
      const q = `warehouse=${encodeURIComponent(warehouse.value)}&from=${new Date(fetchedTo).toISOString()}&to=${new Date(until).toISOString()}&every_ms=${every}`
      const got = await get<{ data: Live[] | null; next: string | null }>(`/v1/replay?${q}`)
      if (mine !== turn) return
      waiting.push(...(got.data ?? []).map((picture) => ({ at: Date.parse(picture.time), picture })))
      fetchedTo = got.next ? Date.parse(got.next) : until
    } catch (err) {
      if (mine === turn) failure.value = sayError(err)
      playing.value = false
    } finally {
      if (mine === turn) fetching = false
    }
  }

  const tick = setInterval(() => {
    const now = performance.now()
    const passed = Math.min(now - last, 1000)
    last = now
    if (!on.value) return
    // The picture at a place that was chosen is shown also when nothing plays.
    if (playing.value) {
      at.value += passed * speed.value
      if (at.value >= span.value.to) {
        at.value = span.value.to
        playing.value = false
      }
    }
    let due: Live | null = null
    while (waiting.length > 0 && waiting[0]!.at <= at.value + (playing.value ? 0 : 2 * speed.value * 1000)) {
      due = waiting.shift()!.picture
      if (!playing.value) break
    }
    if (due) show(due)
    if (playing.value || waiting.length === 0) void fetchMore()
  }, tickMS)
  onScopeDispose(() => clearInterval(tick))
  watch(warehouse, end)
  watch(speed, () => { if (on.value) seek(at.value) })

  return { on, playing, speed, at, span, failure, begin, seek, end }
}
