// The work of one person: the list, the task in hand, its steps. The server
// leads; this remembers what it said last, and what the person scanned that
// it has not answered yet. Without network the work in hand goes on by its
// scripts: confirmations are kept on the device and sent in order later.
import { computed, ref, watch, type Ref } from 'vue'
import { get, newKey, Problem, Unreachable, write } from '../api/client'
import { expelled, session } from '../api/session'
import type { ExceptionCode, Page, Step, Task } from '../api/types'
import { sayError, t } from '../i18n'
import { useDesk, type Desk } from './desk'
import { feelRight, feelWrong } from './feedback'
import { countOne, defects, weight } from './flows/counting'
import { after, barcodeOf, ended, judge, needsNetwork, nextOf, stepOf, type Claimed } from './local'
import { Outbox, type Conflict } from './outbox'
import type { Shot } from './photo'
import { ScanQueue, type Scanned } from './scan-queue'
import { bare, scannerSetting } from './scanner'
import { memoryVault, openVault, type Vault } from './vault'
import { names, progressOf } from './words'

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
  const pending = ref(0) // confirmations the server has not answered
  let vault: Vault = memoryVault()
  let outbox = new Outbox(vault, (n) => (pending.value = n), tell)
  let mine: Claimed[] = [] // what is in hand, as far as it is known here
  const queue = new ScanQueue(route, (n) => (waiting.value = n))
  const desk = useDesk({ warehouse, flash, offline, busy })

  const me = computed(() => session.value?.user ?? '')
  const view = computed(() => (desk.running.value ? 'ask' : step.value === null ? 'list' : step.value.done ? 'done' : 'step'))

  // resume brings back what this person had in hand when the browser closed.
  async function resume(user: string): Promise<void> {
    vault = await openVault(user)
    outbox = new Outbox(vault, (n) => (pending.value = n), tell)
    await outbox.load()
    mine = await vault.mine()
    if (outbox.waiting > 0) offline.value = true
    await settle()
  }

  // settle sends what waits; once nothing does, the server's word counts again.
  async function settle(): Promise<void> {
    if (!offline.value && outbox.waiting === 0) return
    try {
      if (!offline.value) return void (await outbox.drain()) // photos; nobody waits for them
      if (!(await outbox.drain())) {
        if (view.value === 'list') tasks.value = inHand()
        return
      }
      await learn()
      offline.value = false
      const current = task.value
      if (current) {
        const now = await get<{ task: Task; step: Step }>(`/v1/tasks/${encodeURIComponent(current.id)}`)
        if (task.value?.id === current.id) step.value = now.step
      }
    } catch (err) {
      if (!(err instanceof Unreachable)) fail(err)
    }
  }

  // learn asks for all that is in hand, with scripts, and keeps it.
  async function learn(): Promise<void> {
    const where = warehouse.value === '' ? '' : `?warehouse=${encodeURIComponent(warehouse.value)}`
    try {
      mine = (await get<Page<Claimed>>(`/v1/work/mine${where}`)).data ?? []
      await vault.keepMine(mine)
    } catch {
      // The task is in hand all the same; without its script it needs the network.
    }
  }

  const inHand = () => mine.filter((c) => !ended(c)).map((c) => c.task)

  // tell says in words what the server made of a confirmation sent late.
  function tell(c: Conflict): void {
    feelWrong()
    flash.value = { tone: 'wrong', title: t('offline.refused', { scan: c.pending.scan, task: c.pending.task }), text: sayError(c.problem) }
    if (task.value?.id === c.pending.task) {
      task.value = null
      step.value = null
    }
  }

  async function refresh(): Promise<void> {
    if (warehouse.value === '') return
    if (offline.value) return settle()
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
      if (err instanceof Unreachable) {
        offline.value = true
        tasks.value = inHand()
      } else fail(err)
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
    const known = mine.find((c) => c.task.id === id && !ended(c))
    if (offline.value) {
      if (known) return begin(known)
      feelWrong()
      flash.value = { tone: 'wrong', title: t('offline.title'), text: t('offline.inhand') }
      return
    }
    try {
      const { task_detail, ...first } = await send<Step & { task_detail: Task }>(`/v1/tasks/${encodeURIComponent(id)}/claim`, {})
      take(task_detail, first)
      if (!known) await learn()
    } catch (err) {
      fail(err)
      await refresh()
    }
  }

  async function next(): Promise<void> {
    if (offline.value) {
      const found = nextOf(mine, task.value ?? undefined)
      if (found) await begin(found)
      else flash.value = { tone: 'wrong', title: t('offline.title'), text: t('offline.inhand') }
      return
    }
    try {
      const kinds = kind.value === '' ? {} : { kinds: [kind.value] }
      const got = await send<{ task: Task; step: Step } | null>('/v1/work/next', { warehouse: warehouse.value, ...kinds })
      if (got) {
        take(got.task, got.step)
        await learn()
      }
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
    desk.leave()
    if (step.value === null) return
    task.value = null
    step.value = null
    flash.value = null
    void refresh()
  }

  // route gives a scan to whoever asked for one, and waits until it is done.
  async function route(s: Scanned): Promise<void> {
    if (desk.running.value) return desk.take(s)
    const current = step.value
    if (!current || current.done) return choose(s.text)
    const [place] = current.expect ?? []
    if ((current.step === 'count_item' || current.step === 'confirm_empty') && barcodeOf(s.text) !== place) {
      return desk.run(t('task.count'), (d) => countFrom(d, s.text))
    }
    if (current.step === 'weigh_carton') return weigh(current) // again, after a weight that differs
    return work([s.text], current.step === 'scan_item' && current.qty ? current.qty : undefined)
  }

  // countFrom asks for the number of what was scanned, and goes on with what
  // was scanned instead of an answer.
  async function countFrom(d: Desk, first: string): Promise<void> {
    for (let scan = first; scan !== ''; ) {
      const place = step.value?.expect?.[0]
      const got = barcodeOf(scan) === place ? { scans: [scan], next: '' } : await countOne(d, scan, offline.value)
      await work(got.scans, 'qty' in got ? got.qty : undefined)
      scan = flash.value?.tone === 'wrong' ? '' : got.next
    }
  }

  const weigh = (current: Step) => desk.run(t('task.pack'), async (d) => work([current.expect?.[0] ?? 'OK'], await weight(d, String(current.args?.label ?? ''))))

  // Some steps ask for a number and no scan.
  watch(() => `${step.value?.task} ${step.value?.step} ${step.value?.done}`, () => {
    const current = step.value
    if (current?.step === 'weigh_carton' && !current.done) return void weigh(current)
    if (current?.step !== 'count_defects' || current.done) return
    void desk.run(t('task.inspect'), async (d) => work([current.expect?.[0] ?? 'OK'], await defects(d, task.value?.sku ?? '', current.qty ?? 0)))
  })

  async function work(scans: string[], asked?: number): Promise<void> {
    const current = step.value
    const scan = scans[0]!
    if (!current || current.done) return
    const qty = asked === undefined ? {} : { qty: asked }
    const path = `/v1/tasks/${encodeURIComponent(current.task)}/confirm`
    const body = { scans, ...qty }
    if (offline.value && known(current.task)) return workAlone(current, path, body, scan)
    try {
      const answer = await confirm(current, path, body, scan)
      if (answer === undefined || step.value?.task !== current.task) return // kept here, or the person went elsewhere
      feelRight()
      await note(current.task, answer)
      await advance(answer)
      if (current.step === 'count_item' && answer.step === 'scan_location') {
        feelWrong()
        flash.value = { tone: 'wrong', title: t('count.lapsed'), text: t('count.lapsed.detail') }
        return
      }
      flash.value = { tone: 'right', title: t('step.right', { scan }), text: '' }
    } catch (err) {
      fail(err, t('step.wrong'))
    }
  }

  const known = (id: string) => mine.find((c) => c.task.id === id && !ended(c))

  // confirm keeps the confirmation, then sends it. When the server is out of
  // reach and the script is known here, the work goes on alone: undefined.
  async function confirm(current: Step, path: string, body: unknown, scan: string): Promise<Step | undefined> {
    if (!known(current.task)) return send<Step>(path, body)
    const kept = await outbox.keep(path, body, current.task, scan)
    busy.value = true
    try {
      const answer = await outbox.send<Step>(kept)
      await outbox.answered(kept)
      return answer
    } catch (err) {
      if (!(err instanceof Unreachable)) {
        await outbox.answered(kept)
        throw err
      }
      offline.value = true
      if (await stepAlone(current, scan)) return undefined
      // It may have got there, and what follows is the server's to say.
      if (needsNetwork(current)) return undefined
      // Wrong by the script: most likely refused, so it is not sent again.
      await outbox.answered(kept)
      return undefined
    } finally {
      busy.value = false
    }
  }

  async function workAlone(current: Step, path: string, body: unknown, scan: string): Promise<void> {
    const at = known(current.task)!
    if (judge(at, scan).right) await outbox.keep(path, body, current.task, scan)
    await stepAlone(current, scan)
  }

  // stepAlone goes one step on by the script; false if the scan is wrong.
  async function stepAlone(current: Step, scan: string): Promise<boolean> {
    const at = known(current.task)!
    const verdict = judge(at, scan)
    if (!verdict.right) {
      feelWrong()
      const alone = at.task.kind === 'pack' && at.at > 0
      if (needsNetwork(current)) flash.value = { tone: 'wrong', title: t('offline.title'), text: t('offline.cartons') }
      else if (alone && current.step === 'scan_label') flash.value = { tone: 'wrong', title: t('step.wrong'), text: t('offline.onecarton', { scan, want: verdict.expected[0] ?? '' }) }
      else flash.value = { tone: 'wrong', title: t('step.wrong'), text: t('offline.wrong', { scan, want: verdict.expected.slice(0, 3).join(', ') }) }
      return false
    }
    feelRight()
    mine = mine.map((c) => (c === at ? verdict.claimed : c))
    await vault.keepMine(mine)
    flash.value = { tone: 'right', title: t('step.right', { scan }), text: '' }
    const following = verdict.step.done ? nextOf(mine, at.task) : undefined
    const right = flash.value
    if (following && at.task.batch && following.task.batch === at.task.batch) await begin(following)
    else step.value = verdict.step
    flash.value = right
    return true
  }

  // begin takes a task without network. One that is not the person's yet, such
  // as carrying the tote on, is claimed first when the network is back.
  async function begin(c: Claimed): Promise<void> {
    const path = `/v1/tasks/${encodeURIComponent(c.task.id)}/claim`
    if (c.task.assignee !== me.value && c.at === 0) {
      await outbox.keep(path, {}, c.task.id, c.task.id)
      mine = mine.map((m) => (m.task.id === c.task.id ? { ...m, task: { ...m.task, assignee: me.value } } : m))
      await vault.keepMine(mine)
    }
    take(c.task, stepOf(c))
  }

  // note keeps how far a task got, for the case that the browser is closed.
  async function note(id: string, answer: Step): Promise<void> {
    mine = mine.map((c) => {
      return c.task.id === id ? after(c, answer) : c
    })
    await vault.keepMine(mine)
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
    if (offline.value) {
      feelWrong()
      flash.value = { tone: 'wrong', title: t('work.unknown', { scan }), text: '' }
      return
    }
    // It speaks of no task: then the question is what it is.
    const { lookup } = await import('./flows/lookup')
    return desk.run(t('errand.lookup'), lookup(scan))
  }

  // report tells what does not work, and sends the photos behind it; without
  // network both wait here, and the task is out of the person's hands.
  async function report(code: ExceptionCode, qty: number | null, note: string, shots: Shot[] = [], sku = ''): Promise<void> {
    const current = task.value
    const body = { code, ...(qty === null ? {} : { qty }), ...(sku === '' ? {} : { sku }), ...(note === '' ? {} : { note }), ...(shots.length === 0 ? {} : { photos: shots.map((s) => s.hash) }) }
    const path = current ? `/v1/tasks/${encodeURIComponent(current.id)}/exception` : '/v1/problems'
    const where = current?.warehouse ?? warehouse.value
    busy.value = true
    try {
      const photos = shots.map((s) => ({ path: '/v1/problems/photos', body: { warehouse: where, data: s.data }, scan: t('report.photo') }))
      const answer = await outbox.deliver<Step | object>(path, current ? body : { ...body, warehouse: where }, current?.id ?? `problem ${shots[0]?.hash ?? newKey()}`, t(`report.${code}`), photos)
      if (answer === undefined) offline.value = true
      if (!current) {
        feelRight()
        flash.value = { tone: 'right', title: t('report.sent'), text: '' }
        return
      }
      if (task.value?.id !== current.id) return
      queue.clear()
      flash.value = null
      const goesOn = (answer as Step | undefined)?.done === false // a tote of a batch: the other items
      reported.value = !goesOn
      mine = mine.map((c) => (c.task.id === current.id && !goesOn ? { ...c, at: c.script.length } : c))
      await vault.keepMine(mine)
      step.value = (answer as Step | undefined) ?? ({ task: current.id, kind: current.kind, step: 'done', prompt: '', expect: [], done: true } as Step)
    } catch (err) {
      fail(err)
    } finally {
      busy.value = false
    }
  }

  // undo takes the last confirmed step back. Offline steps wait here in order
  // and are not touched.
  const mayUndo = computed(() => !offline.value && !!step.value && !step.value.done && step.value.kind !== 'count' && step.value.step !== 'lay_on' && (progressOf(step.value)?.[0] ?? 2) > 1)
  async function undo(): Promise<void> {
    const current = step.value
    if (!current || !mayUndo.value) return
    try {
      const answer = await send<Step>(`/v1/tasks/${encodeURIComponent(current.task)}/undo`, undefined)
      mine = mine.map((c) => (c.task.id === current.task ? { ...c, at: Math.max(0, c.at - 1) } : c))
      await vault.keepMine(mine)
      if (step.value?.task !== current.task) return
      step.value = answer
      flash.value = { tone: 'right', title: t('step.undone'), text: '' }
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

  function scan(raw: string, fast: boolean): void {
    if (!queue.push(bare(raw, scannerSetting()), fast)) feelWrong()
  }

  return { desk, tasks, loading, kind, task, step, view, flash, busy, offline, waiting, pending, reported, me, resume, settle, refresh, claim, next, leave, scan, report, undo, mayUndo }
}

export type Work = ReturnType<typeof useWork>
