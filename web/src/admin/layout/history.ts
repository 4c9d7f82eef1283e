// Undo and redo. Layouts share what stayed the same, so that a step costs
// little. Steps with the same tag that follow one another are one: a drag, a
// row of nudges.
const most = 200

export class History<T> {
  private past: { value: T; tag: string }[] = []
  private future: T[] = []
  private tag = ''

  constructor(public now: T) {}

  set(next: T, tag = ''): void {
    if (next === this.now) return
    if (tag === '' || tag !== this.tag) this.past.push({ value: this.now, tag: this.tag })
    if (this.past.length > most) this.past.shift()
    this.tag = tag
    this.future = []
    this.now = next
  }

  // rest ends a row of steps: the next one counts for itself.
  rest(): void {
    this.tag = ''
  }

  get canUndo(): boolean {
    return this.past.length > 0
  }

  get canRedo(): boolean {
    return this.future.length > 0
  }

  undo(): void {
    const last = this.past.pop()
    if (!last) return
    this.future.push(this.now)
    this.now = last.value
    this.tag = ''
  }

  redo(): void {
    const next = this.future.pop()
    if (next === undefined) return
    this.past.push({ value: this.now, tag: '' })
    this.now = next
    this.tag = ''
  }
}
