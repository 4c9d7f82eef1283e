// Server-sent events over fetch. EventSource would hide comments (so a silent
// connection could not be told from a dead one) and wants every event name
// listed beforehand; the names here are open.

export interface ServerEvent {
  id: string
  event: string
  data: string
}

// EventParser turns pieces of a text/event-stream into events, however the
// network cut them.
export class EventParser {
  private rest = ''
  private id = ''
  private event = ''
  private data: string[] = []

  push(chunk: string): ServerEvent[] {
    const out: ServerEvent[] = []
    const lines = (this.rest + chunk).split('\n')
    this.rest = lines.pop() ?? ''
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
      if (line === '') {
        if (this.data.length > 0) out.push({ id: this.id, event: this.event || 'message', data: this.data.join('\n') })
        this.event = ''
        this.data = []
        continue
      }
      this.field(line)
    }
    return out
  }

  private field(line: string): void {
    const colon = line.indexOf(':')
    if (colon === 0) return // a comment: a heartbeat
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'data') this.data.push(value)
    else if (name === 'event') this.event = value
    else if (name === 'id') this.id = value
  }
}

// expelled: nobody is logged in any more. refused: this person may not.
export type StreamState = 'connecting' | 'open' | 'waiting' | 'expelled' | 'refused'

export interface StreamOptions {
  url: string
  onEvent: (e: ServerEvent) => void
  // retryAt is when the next attempt begins (ms since the epoch), while waiting.
  onState: (s: StreamState, retryAt?: number) => void
}

const silenceMS = 40_000 // the server sends a heartbeat every 15 s
const firstRetryMS = 500
const lastRetryMS = 8_000

// openStream connects, and connects again after each loss, continuing after
// the last event seen. A 401 or 403 ends it. The answer
// closes it for good.
export function openStream(o: StreamOptions): () => void {
  const end = new AbortController()
  void run(o, end.signal)
  return () => end.abort()
}

async function run(o: StreamOptions, end: AbortSignal): Promise<void> {
  let last = ''
  let retry = firstRetryMS
  while (!end.aborted) {
    o.onState('connecting')
    const attempt = new AbortController()
    const stop = () => attempt.abort()
    end.addEventListener('abort', stop)
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' }
      if (last !== '') headers['Last-Event-ID'] = last
      const answer = await fetch(o.url, { headers, credentials: 'same-origin', signal: attempt.signal, cache: 'no-store' })
      if (answer.status === 401 || answer.status === 403) {
        o.onState(answer.status === 401 ? 'expelled' : 'refused')
        return
      }
      if (answer.ok && answer.body) {
        o.onState('open')
        await read(answer.body, attempt, (e) => {
          retry = firstRetryMS
          if (e.id !== '') last = e.id
          o.onEvent(e)
        })
      }
    } catch {
      // Lost or never there: the wait below says so.
    } finally {
      end.removeEventListener('abort', stop)
    }
    if (end.aborted) return
    const wait = retry * (0.75 + Math.random() / 2)
    retry = Math.min(retry * 2, lastRetryMS)
    o.onState('waiting', Date.now() + wait)
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

async function read(body: ReadableStream<Uint8Array>, attempt: AbortController, onEvent: (e: ServerEvent) => void): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const parser = new EventParser()
  let watchdog = setTimeout(() => attempt.abort(), silenceMS)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(watchdog)
      watchdog = setTimeout(() => attempt.abort(), silenceMS)
      for (const e of parser.push(decoder.decode(value, { stream: true }))) onEvent(e)
    }
  } finally {
    clearTimeout(watchdog)
  }
}
