// What a step is called: by its code and the kind of task, in the person's
// language; a code without words here is shown in the server's.
import type { Step, Task } from '../api/types'
import { t, tOr } from '../i18n'

export interface Instruction {
  verb: string
  big: string // what to go to, take or scan
  scan: string // what to do with the scanner
}

const argOf: Record<string, string> = {
  scan_location: 'location', scan_item: 'sku', scan_unit: 'unit', put_unit: 'unit',
  scan_label: 'label', scan_place: 'place', scan_dock: 'dock',
  count_item: 'location', confirm_empty: 'location', count_defects: 'qty', scan_serial: 'serial',
  scan_box: 'carton', pack_item: 'label', weigh_carton: 'label', lay_on: 'unit',
}

export function instructionOf(step: Step): Instruction {
  const known = argOf[step.step]
  if (known === undefined) return { verb: '', big: step.prompt, scan: '' }
  const expect = step.expect ?? []
  const arg = step.args?.[known]
  const several = step.step === 'scan_place' && expect.length > 1
  const big = several ? t('step.scan_place.any') : String(arg || expect[0] || '')
  return {
    verb: tOr(`step.${step.step}.${step.kind}`, tOr(`step.${step.step}`, '')),
    big,
    scan: tOr(`step.${step.step}.${step.kind}.do`, tOr(`step.${step.step}.do`, step.prompt)),
  }
}

const scripts: Record<string, string[]> = {
  pick: ['scan_location', 'scan_item', 'put_unit'],
  station: ['scan_unit', 'scan_item', 'put_unit'],
  induct: ['scan_unit', 'scan_place'],
  reject: ['scan_unit', 'scan_place'],
  pack: ['scan_unit', 'scan_label', 'scan_place'],
  count: ['scan_location', 'count_item'],
  inspect: ['scan_item', 'count_defects'],
  pull: ['scan_unit', 'scan_item', 'scan_place'],
  empties: ['scan_location', 'scan_item', 'scan_place'],
  assemble: ['scan_location', 'scan_item', 'scan_place'],
}

// progressOf is [step from 1, of how many], or null where it is not known.
export function progressOf(step: Step): [number, number] | null {
  let script = scripts[step.kind]
  if (!script) return null
  // An item with serials has one step more, behind the item.
  if (step.step === 'scan_serial') script = [...script.slice(0, 2), 'scan_serial', ...script.slice(2)]
  // A packing into several cartons stays at its middle step, carton by carton.
  if (step.step === 'weigh_carton') script = ['scan_unit', 'scan_label', 'weigh_carton', 'scan_place']
  // A tote of a batch stays at its last step, unit by unit.
  if (step.step === 'lay_on') script = ['scan_unit', 'lay_on']
  const many = step.step === 'scan_box' || step.step === 'pack_item'
  const at = script.indexOf(many ? 'scan_label' : step.step)
  return [step.done || at < 0 ? script.length : at + 1, script.length]
}

// headlineOf is where a task begins, as the list shows it.
export function headlineOf(task: Task): string {
  switch (task.kind) {
    case 'inspect':
      return task.sku ?? task.id
    case 'pull':
      return task.from_unit ?? task.id
    case 'pick':
    case 'replenish':
    case 'assemble':
    case 'empties':
      return task.from ?? task.id
    case 'station':
      return task.from_unit ?? task.id
    case 'load':
      return task.to ?? task.id
    case 'putaway':
    case 'count':
      return task.unit ?? task.from ?? task.sku ?? task.id
    default:
      return task.unit ?? task.id
  }
}

// titleOf says what is to be done. What a slotting plan moves is no refill.
export const titleOf = (task: Task): string => (task.kind === 'replenish' && task.ref?.startsWith('slotting:') ? t('task.move') : tOr(`task.${task.kind}`, task.kind))

// names tells whether a scan speaks of a task: its place, unit, item or order.
export function names(task: Task, scan: string): boolean {
  return [task.from, task.from_unit, task.unit, task.sku, task.gtin, task.order, task.id].includes(scan)
}

// textSize keeps a code on as few lines as it can be.
export function textSize(code: string): string {
  const n = code.length
  if (n <= 7) return 'x5'
  if (n <= 10) return 'x4'
  if (n <= 14) return 'x3'
  return n <= 22 ? 'x2' : 'x1'
}
