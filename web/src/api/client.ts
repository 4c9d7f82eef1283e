// Calls to the HTTP interface. A refusal is a Problem; a request that did not
// get through is Unreachable. A write carries an idempotency key and is sent
// again under the same key until it gets through, so that a lost answer never
// does the work twice.

export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly members: Record<string, unknown>

  constructor(status: number, doc: Record<string, unknown>) {
    const detail = String(doc.detail ?? doc.title ?? `HTTP ${status}`)
    super(detail)
    this.status = status
    this.code = String(doc.code ?? 'internal')
    this.detail = detail
    this.members = doc
  }
}

export class Unreachable extends Error {}

const timeoutMS = 12_000
const slowTimeoutMS = 60_000 // 400 kB over bad Wi-Fi; what the server plans, counts or takes in whole files for as long
const slow = /\/(photos|slot-plans|compare|comparisons|what-if|counts|imports\/\w+)(\?|$)/
const gateway = new Set([502, 503, 504])

export async function call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  let answer: Response
  let text: string
  try {
    answer = await fetch(path, {
      method,
      headers: { Accept: 'application/json', 'Accept-Language': language(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(method !== 'GET' && slow.test(path) ? slowTimeoutMS : timeoutMS),
    })
    text = await answer.text()
  } catch (err) {
    throw new Unreachable(String(err))
  }
  const doc = text === '' ? null : parse(text)
  if (answer.ok) {
    if (doc === undefined) throw new Unreachable(`${path} answered something that is not JSON`)
    return doc as T
  }
  const problem = doc !== null && typeof doc === 'object' ? (doc as Record<string, unknown>) : {}
  // A gateway that speaks for a server that is away sends no code of ours.
  if (gateway.has(answer.status) && problem.code === undefined) throw new Unreachable(`HTTP ${answer.status}`)
  throw new Problem(answer.status, problem)
}

// language is that of the page; there is none where the tests run.
const language = () => (typeof document === 'undefined' ? 'en' : document.documentElement.lang || 'en')

export const get = <T>(path: string) => call<T>('GET', path)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// newKey works without a secure context too: handhelds may come by plain HTTP.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

export interface WriteOptions {
  key?: string
  // onRetry is told each time the write did not get through.
  onRetry?: (attempt: number) => void
  signal?: AbortSignal
  send?: typeof call
  pause?: (ms: number) => Promise<void>
}

export async function write<T>(path: string, body: unknown, options: WriteOptions = {}): Promise<T> {
  const key = options.key ?? newKey()
  const send = options.send ?? call
  const pause = options.pause ?? sleep
  for (let attempt = 1; ; attempt++) {
    try {
      return await send<T>('POST', path, body, { 'Idempotency-Key': key })
    } catch (err) {
      if (!mayGetThroughLater(err)) throw err
      options.onRetry?.(attempt)
      await pause(Math.min(500 * 2 ** (attempt - 1), 5000))
      if (options.signal?.aborted) throw err
    }
  }
}

function mayGetThroughLater(err: unknown): boolean {
  return err instanceof Unreachable || (err instanceof Problem && (err.code === 'timeout' || err.code === 'not_ready'))
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
