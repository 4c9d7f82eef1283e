// Scans come faster than the server answers, and none may be lost: they wait
// here in order, and one at a time is worked.

export const mostWaiting = 200

// Scanned is what came in. fast: characters followed each other as only a
// scanner types them.
export interface Scanned {
  text: string
  fast: boolean
}

export class ScanQueue {
  private waitingScans: Scanned[] = []
  private running = false

  constructor(
    private readonly work: (scan: Scanned) => Promise<void>,
    private readonly changed: (waiting: number) => void = () => {},
  ) {}

  get waiting(): number {
    return this.waitingScans.length
  }

  // push answers false when the queue is full: the person must hear that.
  push(raw: string, fast = true): boolean {
    const text = cleanScan(raw)
    if (text === '') return true
    if (this.waitingScans.length >= mostWaiting) return false
    this.waitingScans.push({ text, fast })
    this.changed(this.waiting)
    void this.run()
    return true
  }

  // clear forgets what waits: the person went elsewhere.
  clear(): void {
    this.waitingScans = []
    this.changed(0)
  }

  private async run(): Promise<void> {
    if (this.running) return
    this.running = true
    try {
      for (let scan = this.waitingScans.shift(); scan !== undefined; scan = this.waitingScans.shift()) {
        this.changed(this.waiting)
        await this.work(scan)
      }
    } finally {
      this.running = false
    }
  }
}

// cleanScan takes off blanks and line ends around a scan. What is inside,
// the GS1 separator too, belongs to the server.
export const cleanScan = (raw: string): string => raw.replace(/^[\s\u0002]+|[\s\u0003]+$/g, '')
