// One warehouse's layout on the drawing board: the draft with its past, what
// is selected, and what the check found. Drafts outlive the page that shows
// them, so that a look elsewhere loses nothing.
import { computed, ref, shallowRef } from 'vue'
import { call } from '../../api/client'
import type { Schemas } from '../../api/types'
import { Check, type CheckState } from './check'
import type { Finding } from './findings'
import { History } from './history'
import { find, type Layout } from './model'
import { edgeFor, endsOf } from './roads'

type Site = Schemas['SiteLayout']

export const pathOf = (warehouse: string) => `/v1/warehouses/${encodeURIComponent(warehouse)}/layout`

export type Editor = ReturnType<typeof makeEditor>

const drafts = new Map<string, Editor>()

// draftOf is the draft that somebody left behind.
export const draftOf = (warehouse: string) => drafts.get(warehouse)

// openEditor begins with a version as it is saved.
export function openEditor(site: Site): Editor {
  drafts.get(site.warehouse)?.end()
  const editor = makeEditor(site)
  drafts.set(site.warehouse, editor)
  return editor
}

// unsaved tells whether any draft would be lost with the page.
export const unsaved = () => [...drafts.values()].some((e) => e.dirty.value)

function makeEditor(site: Site) {
  const history = new History(site.layout as unknown as Layout)
  const layout = shallowRef(history.now)
  const saved = shallowRef(history.now)
  const selection = shallowRef<ReadonlySet<string>>(new Set())
  const findings = shallowRef<Finding[]>([])
  const checked = ref<CheckState>('checking')
  const steps = ref(0) // history is not reactive: this is
  const check = new Check<Layout, Finding[]>(
    async (draft) => (await call<{ data: Finding[] | null }>('POST', `${pathOf(site.warehouse)}/check`, { layout: draft })).data ?? [],
    (state, found) => {
      checked.value = state
      if (found) findings.value = found
    },
  )

  function show(): void {
    steps.value++
    if (layout.value === history.now) return
    layout.value = history.now
    const there = [...selection.value].filter((key) => exists(history.now, key))
    if (there.length < selection.value.size) selection.value = new Set(there)
    check.of(history.now)
  }
  check.of(history.now)

  return {
    site, layout, selection, findings, checked, base: ref(site.version.version),
    dirty: computed(() => layout.value !== saved.value),
    canUndo: computed(() => steps.value >= 0 && history.canUndo),
    canRedo: computed(() => steps.value >= 0 && history.canRedo),
    // apply takes the next layout; steps with the same tag are undone together.
    apply(next: Layout, tag = ''): void {
      history.set(next, tag)
      show()
    },
    rest: () => history.rest(),
    undo(): void {
      history.undo()
      show()
    },
    redo(): void {
      history.redo()
      show()
    },
    select(keys: Iterable<string>): void {
      history.rest()
      selection.value = new Set(keys)
    },
    toggle(key: string): void {
      const next = new Set(selection.value)
      if (!next.delete(key)) next.add(key)
      selection.value = next
    },
    again: () => check.of(history.now),
    // keep: what is drawn now was saved as a version.
    keep(drawn: Layout): void {
      saved.value = drawn
    },
    // discard goes back to what was saved; undo brings the draft again.
    discard(): void {
      history.set(saved.value)
      show()
    },
    end: () => check.end(),
  }
}

function exists(layout: Layout, key: string): boolean {
  const ends = endsOf(key)
  return ends ? edgeFor(layout, ...ends) !== undefined : find(layout, key) !== undefined
}

// A page that would take drafts with it asks first.
if (typeof window !== 'undefined') window.addEventListener('beforeunload', (e) => { if (unsaved()) e.preventDefault() })
