// A desk is where a piece of work without a task of the server is done: it
// asks one thing at a time, and what is scanned, typed or pressed answers it.
// A flow is an async function over a desk; leaving it throws Left inside.
import { computed, ref, shallowRef, type Ref } from 'vue'
import { get, Problem, Unreachable, write } from '../api/client'
import { expelled } from '../api/session'
import { sayError, t } from '../i18n'
import { feelRight, feelWrong } from './feedback'
import type { Scanned } from './scan-queue'
import type { Flash } from './work'

export interface Choice {
  value: string
  label: string
  detail?: string
  tone?: 'primary' | 'plain' | 'danger'
}

export interface Fact {
  label: string
  value: string
}

export interface Ask {
  kind: 'scan' | 'qty' | 'date' | 'choice'
  say: string // what is to be done, as a sentence without an object
  big?: string // its object: a place, an item
  detail?: string
  scan?: string // what to do with the scanner
  choices?: Choice[]
  facts?: Fact[]
  start?: number // of a quantity
  most?: number
  pieces?: string[] // codes each scan of which is one more
}

export interface Answer {
  choice: string // '' for a scan
  scan: string
  qty: number
}

export class Left extends Error {}

export interface Place {
  warehouse: Ref<string>
  flash: Ref<Flash | null>
  offline: Ref<boolean>
  busy: Ref<boolean>
}

export type Question = Omit<Ask, 'kind'>

export interface Desk {
  warehouse: Ref<string>
  scan: (q: Question) => Promise<Answer>
  qty: (q: Question) => Promise<Answer>
  date: (q: Question) => Promise<Answer>
  choose: (q: Question) => Promise<string>
  right: (headline: string, text?: string) => void
  wrong: (headline: string, text: string) => void
  read: <T>(path: string) => Promise<T>
  post: <T>(path: string, body: unknown) => Promise<T>
  attempt: <T>(what: () => Promise<T>) => Promise<T | undefined>
}

export type Flow = (desk: Desk) => Promise<void>

// A quantity typed by hand is short; scanners type fast.
const typedQty = /^\d{1,6}$/

export function useDesk(place: Place) {
  const now = shallowRef<Ask | null>(null)
  const qty = ref(0)
  const title = ref('')
  const running = ref(false)
  let answer: ((a: Answer | Left) => void) | null = null
  let counted = 0 // pieces scanned since the question came
  let idle: (() => void)[] = [] // who waits until the desk asks again

  function rest(): void {
    for (const done of idle) done()
    idle = []
  }

  function ask(a: Ask): Promise<Answer> {
    now.value = a
    qty.value = a.start ?? 0
    counted = a.pieces && a.start === 1 ? 1 : 0
    rest()
    return new Promise((resolve, reject) => {
      answer = (got) => {
        answer = null
        if (got instanceof Left) reject(got)
        else resolve(got)
      }
    })
  }

  // take hands over one scan and waits until the desk asks again.
  function take(s: Scanned): Promise<void> {
    const a = now.value
    if (!answer || !a) return Promise.resolve()
    if (a.kind === 'qty') {
      if (a.pieces?.includes(s.text)) {
        qty.value = Math.min(++counted, a.most ?? Infinity)
        feelRight()
        return Promise.resolve()
      }
      if (typedQty.test(s.text) && (!s.fast || s.text.length <= 3)) {
        qty.value = Number(s.text)
        return press(mainOf(a))
      }
      if (!a.pieces) {
        wrong(t('ask.qty.expected'), t('ask.qty.not', { scan: s.text }))
        return Promise.resolve()
      }
      return press(mainOf(a), s.text)
    }
    if (a.kind === 'choice') {
      wrong(t('ask.choose'), '')
      return Promise.resolve()
    }
    return give({ choice: '', scan: s.text, qty: 0 })
  }

  const mainOf = (a: Ask) => (a.choices?.find((c) => c.tone === 'primary') ?? a.choices?.[0])?.value ?? 'ok'

  function press(choice: string, scan = ''): Promise<void> {
    const most = now.value?.most
    if (now.value?.kind === 'qty' && most !== undefined && qty.value > most) {
      wrong(t('ask.qty.most', { n: most }), '')
      return Promise.resolve()
    }
    return give({ choice, scan, qty: qty.value })
  }

  function give(a: Answer): Promise<void> {
    if (!answer) return Promise.resolve()
    const until = new Promise<void>((resolve) => idle.push(resolve))
    answer(a)
    return until
  }

  function wrong(headline: string, text: string): void {
    feelWrong()
    place.flash.value = { tone: 'wrong', title: headline, text }
  }
  function right(headline: string, text = ''): void {
    feelRight()
    place.flash.value = { tone: 'right', title: headline, text }
  }

  // run begins a flow and waits until it asks, or has ended.
  function run(name: string, flow: Flow): Promise<void> {
    if (running.value) return Promise.resolve()
    const until = new Promise<void>((resolve) => idle.push(resolve))
    void work(name, flow)
    return until
  }

  async function work(name: string, flow: Flow): Promise<void> {
    running.value = true
    title.value = name
    place.flash.value = null
    try {
      await flow(desk)
    } catch (err) {
      if (!(err instanceof Left) && !expelled(err)) wrong(t('error.title'), sayError(err))
    } finally {
      running.value = false
      now.value = null
      rest()
    }
  }

  function leave(): void {
    place.flash.value = null
    answer?.(new Left())
  }

  const desk: Desk = {
    warehouse: place.warehouse,
    scan: (q) => ask({ ...q, kind: 'scan' }),
    qty: (q) => ask({ ...q, kind: 'qty' }),
    date: (q) => ask({ ...q, kind: 'date' }),
    choose: async (q) => (await ask({ ...q, kind: 'choice' })).choice,
    right,
    wrong,
    read: get,
    // post does one write; it is sent again under its key until it gets through.
    post: async <T>(path: string, body: unknown): Promise<T> => {
      place.busy.value = true
      try {
        const out = await write<T>(path, body, { onRetry: () => (place.offline.value = true) })
        place.offline.value = false
        return out
      } finally {
        place.busy.value = false
      }
    },
    // attempt does something that may be refused: the person reads why, and
    // the flow goes on with undefined.
    attempt: async <T>(what: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await what()
      } catch (err) {
        if (err instanceof Left || expelled(err)) throw err
        if (!(err instanceof Problem) && !(err instanceof Unreachable)) throw err
        wrong(err instanceof Unreachable ? t('offline.title') : t('step.refused'), err instanceof Unreachable ? t('ask.needs.network') : sayError(err))
        return undefined
      }
    },
  }

  const asking = computed(() => now.value !== null)
  return { now, qty, title, running, asking, take, press, leave, run, wrong }
}

