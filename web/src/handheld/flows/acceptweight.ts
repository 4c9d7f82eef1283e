// A carton weighs something else than it should: a supervisor at the bench
// looks into it and lets it go on, with the reason. The carton's label twice
// is enough.
import type { Task } from '../../api/types'
import { number, t } from '../../i18n'
import { barcodeOf } from '../local'
import type { Desk } from '../desk'

const reasons = ['counted', 'master', 'packing'] as const

export async function acceptWeight(desk: Desk): Promise<void> {
  for (;;) {
    const tasks = (await desk.attempt(() => desk.read<{ data: Task[] }>(`/v1/tasks?warehouse=${encodeURIComponent(desk.warehouse.value)}&status=assigned&kind=pack&limit=1000`)))?.data ?? []
    const differs = tasks.filter((task) => last(task)?.closed && last(task)?.measured_g)
    const got = await desk.scan({
      say: t('accept.which'), detail: differs.length === 0 ? t('accept.none') : '', scan: t('accept.which.do'),
      choices: differs.slice(0, 20).map((task) => ({ value: task.id, label: last(task)!.label, detail: weights(task) })),
    })
    const code = barcodeOf(got.scan)
    const task = differs.find((x) => x.id === got.choice || last(x)!.label === code || x.unit === code)
    if (!task) {
      desk.wrong(t('accept.not'), code)
      continue
    }
    const label = last(task)!.label
    const why = await desk.scan({
      say: t('accept.why'), big: label, detail: weights(task), scan: t('accept.why.do'),
      choices: [...reasons.map((r) => ({ value: r, label: t(`accept.${r}`) })), { value: 'back', label: t('ask.back') }],
    })
    if (why.choice === 'back') continue
    const known = reasons.find((r) => r === why.choice) ?? (barcodeOf(why.scan) === label ? 'counted' : undefined)
    const done = await desk.attempt(() => desk.post(`/v1/tasks/${encodeURIComponent(task.id)}/accept-weight`, { reason: known ? t(`accept.${known}`) : why.scan }))
    if (done) desk.right(t('accept.done', { label }))
  }
}

const last = (task: Task) => task.pack?.cartons?.at(-1)
const weights = (task: Task) => t('accept.weights', { is: number(last(task)?.measured_g ?? 0), should: number(last(task)?.expected_g ?? 0) })
