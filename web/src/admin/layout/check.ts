// The live check of a draft: asked a moment after the last change, and an
// answer that a newer question has overtaken is thrown away.

export type CheckState = 'checking' | 'known' | 'failed'

export class Check<D, F> {
  private timer: ReturnType<typeof setTimeout> | undefined
  private asked = 0
  private ended = false

  constructor(
    private readonly ask: (draft: D) => Promise<F>,
    private readonly tell: (state: CheckState, found: F | undefined, draft: D) => void,
    private readonly waitMS = 250,
  ) {}

  of(draft: D): void {
    const number = ++this.asked
    clearTimeout(this.timer)
    this.tell('checking', undefined, draft)
    this.timer = setTimeout(() => void this.send(draft, number), this.waitMS)
  }

  private async send(draft: D, number: number): Promise<void> {
    try {
      const found = await this.ask(draft)
      if (number === this.asked && !this.ended) this.tell('known', found, draft)
    } catch {
      if (number === this.asked && !this.ended) this.tell('failed', undefined, draft)
    }
  }

  end(): void {
    this.ended = true
    clearTimeout(this.timer)
  }
}
