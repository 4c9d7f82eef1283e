// What a handheld can judge without the server: a task's script says what each
// step expects. Everything else about a scan is the server's.
import type { Step, Task } from '../api/types'

export interface Claimed {
  task: Task
  script: Step[]
  at: number
  counted?: boolean // of a count: something was
}

// after is how far a task is when the server has answered.
export function after(c: Claimed, answer: Step): Claimed {
  if (answer.done) return { ...c, at: c.script.length }
  if (c.task.kind === 'pack') return packed(c, answer)
  if (c.task.kind !== 'count') return { ...c, at: Math.min(c.at + 1, c.script.length) }
  const at = Math.max(0, c.script.findIndex((s) => s.step === answer.step))
  return { ...c, at, counted: at === 1 && (c.counted || c.at > 0) }
}

// packed follows a packing, which goes round carton by carton: a step that the
// script did not have stands in the place of the label's.
function packed(c: Claimed, answer: Step): Claimed {
  const at = c.script.findIndex((s) => s.step === answer.step)
  if (at >= 0) return { ...c, at, script: c.script.with(at, answer) }
  if (answer.step === 'weigh_carton') return { ...c, at: 2, script: c.script.toSpliced(2, 0, answer) }
  return { ...c, at: 1, script: c.script.with(1, answer) }
}

// barcodeOf takes off what scanners and GS1 add around a plain code: the
// symbology identifier, and the application identifiers 00 and 01 when they
// stand alone.
export function barcodeOf(raw: string): string {
  let s = raw.trim().replace(/^\][A-Za-z]\d/, '')
  s = s.replace(/^\((00|01)\)/, '$1')
  if (/^00\d{18}$/.test(s)) return s.slice(2)
  if (/^01\d{14}$/.test(s)) return s.slice(2).replace(/^0+(?=\d{8,})/, '')
  return s
}

export type Verdict = { right: true; claimed: Claimed; step: Step } | { right: false; expected: string[] }

// needsNetwork: what goes into which of several cartons, only the server books.
export const needsNetwork = (step: Step | undefined | null) => step?.step === 'scan_box' || step?.step === 'pack_item'

// judge walks one scan through a task's script. Labels of a load may come in
// any order: the one scanned changes places with the one expected.
export function judge(claimed: Claimed, scan: string): Verdict {
  const now = claimed.script[claimed.at]
  if (!now || needsNetwork(now)) return { right: false, expected: [] }
  if (claimed.task.kind === 'count') return judgeCount(claimed, now, barcodeOf(scan))
  const code = barcodeOf(scan)
  const fits = (step: Step) => (step.expect ?? []).some((e) => e === code || e === scan)
  let script = claimed.script
  if (!fits(now)) {
    const later = now.step === 'scan_label' && claimed.task.kind === 'load'
      ? script.findIndex((s, i) => i > claimed.at && s.step === 'scan_label' && fits(s)) : -1
    if (later < 0) return { right: false, expected: now.expect ?? [] }
    script = [...script]
    script[claimed.at] = claimed.script[later]!
    script[later] = now
  }
  const next = { ...claimed, script, at: claimed.at + 1 }
  return { right: true, claimed: next, step: stepOf(next) }
}

// judgeCount: at the place everything may lie; the place again ends the count,
// and where nothing was counted it is asked for twice.
function judgeCount(c: Claimed, now: Step, code: string): Verdict {
  const place = (c.script[0]?.expect ?? [])[0]
  if (now.step === 'scan_location' && code !== place) return { right: false, expected: now.expect ?? [] }
  const to = (at: number, counted: boolean): Verdict => {
    const claimed = { ...c, at, counted }
    return { right: true, claimed, step: stepOf(claimed) }
  }
  if (now.step === 'scan_location') return to(1, false)
  if (code !== place) return to(1, true)
  return to(now.step === 'count_item' && !c.counted ? 2 : c.script.length, c.counted ?? false)
}

// stepOf is what the screen shows of a task in hand.
export function stepOf(claimed: Claimed): Step {
  const now = claimed.script[claimed.at]
  if (now) return now
  return { task: claimed.task.id, kind: claimed.task.kind, step: 'done', prompt: '', expect: [], done: true } as Step
}

export const ended = (c: Claimed) => c.at >= c.script.length

// nextOf is the task to go on with: the rest of the same batch first, then
// whatever else is in hand.
export function nextOf(mine: Claimed[], after?: Task): Claimed | undefined {
  const open = mine.filter((c) => !ended(c) && c.task.id !== after?.id)
  const rank = (c: Claimed) => (after?.batch && c.task.batch === after.batch ? 0 : 1)
  return open.sort((a, b) => rank(a) - rank(b) || (a.task.batch ?? '').localeCompare(b.task.batch ?? '')
    || (a.task.seq ?? 0) - (b.task.seq ?? 0) || a.task.id.localeCompare(b.task.id))[0]
}
