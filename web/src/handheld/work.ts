// The work of one person: the list, the task in hand, its steps. The server
// leads; this remembers what it said last, and what the person scanned that
// it has not answered yet.
import { computed, ref, type Ref } from 'vue'
import { get, Problem, write } from '../api/client'
import { expelled, session } from '../api/session'
import type { ExceptionCode, Page, Step, Task } from '../api/types'
import { sayError, t } from '../i18n'
import { feelRight, feelWrong } from './feedback'
import { ScanQueue } from './scan-queue'
import { names } from './words'

export interface Flash {
  tone: 'right' | 'wrong'
  title: string
  text: string
}

const pageSize = 200

export function useWork(warehouse: Ref<string>) {
  const tasks = ref<Task[]>([])
  const loading = ref(false)
  const kind = ref('')
  const task = ref<Task | null>(null)
  const step = ref<Step | null>(null)
  const flash = ref<Flash | null>(null)
  const busy = ref(false)
  const offline = ref(false)
  const waiting = ref(0)
  const reported = ref(false)
  const queue = new ScanQueue(work, (n) => (waiting.value = n))

  const me = computed(() => session.value?.user ?? '')
  const view = computed(() => (step.value === null ? 'list' : step.value.done ? 'done' : 'step'))

  async function refresh(): Promise<void> {
    if (warehouse.value === '') return
    loading.value = true
    try {
      const where = `/v1/tasks?warehouse=${encodeURIComponent(warehouse.value)}&limit=${pageSize}`
      const [open, assigned] = await Promise.all(
        ['open', 'assigned'].map(async (status) => (await get<Page<Task>>(`${where}&status=${status}`)).data ?? []),
      )
      // What somebody else has begun is not to be had.
      const free = assigned!.filter((a) => a.assignee === me.value || !a.started_at)
      tasks.value = [...open!, ...free].sort(byUrgency)
      offline.value = false
    } catch (err) {
      fail(err)
    } finally {
      loading.value = false
    }
  }

  function byUrgency(a: Task, b: Task): number {
    const mine = Number(b.assignee === me.value) - Number(a.assignee === me.value)
    const pick = Number(b.kind === 'pick') - Number(a.kind === 'pick')
    const free = Number(a.status === 'assigned') - Number(b.status === 'assigned')
    const order = (a.priority ?? 0) - (b.priority ?? 0) || (a.batch ?? '').localeCompare(b.batch ?? '') || (a.seq ?? 0) - (b.seq ?? 0)
    return mine || pick || free || order || a.id.localeCompare(b.id)
  }

  // send does one write, and shows while the network keeps it from the server.
  async function send<T>(path: string, body: unknown): Promise<T> {
    busy.value = true
    try {
      const answer = await write<T>(path, body, { onRetry: () => (offline.value = true) })
      offline.value = false
      return answer
    } catch (err) {
      if (err instanceof Problem) offline.value = false
      throw err
    } finally {
      busy.value = false
    }
  }

  async function claim(id: string): Promise<void> {
    try {
      const { task_detail, ...first } = await send<Step & { task_detail: Task }>(`/v1/tasks/${encodeURIComponent(id)}/claim`, {})
      take(task_detail, first)
    } catch (err) {
      fail(err)
      await refresh()
    }
  }

  async function next(): Promise<void> {
    try {
      const kinds = kind.value === '' ? {} : { kinds: [kind.value] }
      const got = await send<{ task: Task; step: Step } | null>('/v1/work/next', { warehouse: warehouse.value, ...kinds })
      if (got) take(got.task, got.step)
      else {
        leave()
        flash.value = { tone: 'wrong', title: t('work.none'), text: '' }
      }
    } catch (err) {
      fail(err)
    }
  }

  function take(newTask: Task, first: Step): void {
    reported.value = false
    flash.value = null
    task.value = newTask
    step.value = first
  }

  function leave(): void {
    queue.clear()
    task.value = null
    step.value = null
    flash.value = null
    void refresh()
  }

  async function work(scan: string): Promise<void> {
    const current = step.value
    if (!current || current.done) return choose(scan)
    try {
      const qty = current.step === 'scan_item' && current.qty ? { qty: current.qty } : {}
      const answer = await send<Step>(`/v1/tasks/${encodeURIComponent(current.task)}/confirm`, { scans: [scan], ...qty })
      if (step.value?.task !== current.task) return // the person went elsewhere meanwhile
      feelRight()
      await advance(answer)
      flash.value = { tone: 'right', title: t('step.right', { scan }), text: '' }
    } catch (err) {
      fail(err, t('step.wrong'))
    }
  }

  // advance goes on inside a batch without asking: the next stop is known.
  async function advance(answer: Step): Promise<void> {
    step.value = answer
    if (answer.done && answer.next) await claim(answer.next)
  }

  // choose takes the task that a scan outside of any task speaks of.
  async function choose(scan: string): Promise<void> {
    const known = () => tasks.value.find((task) => names(task, scan))
    if (!known()) await refresh()
    const found = known()
    if (found) return claim(found.id)
    feelWrong()
    flash.value = { tone: 'wrong', title: t('work.unknown', { scan }), text: '' }
  }

  async function report(code: ExceptionCode, qty: number | null, note: string): Promise<void> {
    if (!task.value) return
    try {
      const body = { code, ...(qty === null ? {} : { qty }), ...(note === '' ? {} : { note }) }
      const answer = await send<Step>(`/v1/tasks/${encodeURIComponent(task.value.id)}/exception`, body)
      queue.clear()
      flash.value = null
      reported.value = true
      step.value = answer
    } catch (err) {
      fail(err)
    }
  }

  const gone: Record<string, () => string> = {
    task_in_work: () => t('work.taken'),
    task_waiting: () => t('work.waiting'),
    task_ended: () => t('work.ended'),
  }

  function fail(err: unknown, wrongTitle = t('error.title')): void {
    if (expelled(err)) return
    feelWrong()
    const code = err instanceof Problem ? err.code : ''
    if (gone[code] && step.value) leave()
    const text = gone[code]?.() ?? sayError(err)
    flash.value = { tone: 'wrong', title: code === 'wrong_scan' ? wrongTitle : t('step.refused'), text }
  }

  function scan(raw: string): void {
    if (!queue.push(raw)) feelWrong()
  }

  return { tasks, loading, kind, task, step, view, flash, busy, offline, waiting, reported, me, refresh, claim, next, leave, scan, report }
}

export type Work = ReturnType<typeof useWork>
