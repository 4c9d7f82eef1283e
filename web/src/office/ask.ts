// Loading and changing on the pages at a desk, with what went wrong in words.
import { ref, type Ref } from 'vue'
import { call, get, newKey, Unreachable, write } from '../api/client'
import { expelled } from '../api/session'
import { sayError } from '../i18n'

export interface Asking {
  failure: Ref<string>
  busy: Ref<boolean>
  attempt: <T>(what: () => Promise<T>) => Promise<T | undefined>
}

export function useAsking(): Asking {
  const failure = ref('')
  const busy = ref(false)
  return {
    failure, busy,
    async attempt(what) {
      busy.value = true
      failure.value = ''
      try {
        return await what()
      } catch (err) {
        if (!expelled(err)) failure.value = sayError(err)
        return undefined
      } finally {
        busy.value = false
      }
    },
  }
}

// change does one write under a key of its own; keyless for what must not be
// kept, such as secrets. Nobody waits here for a network that is away.
export function change<T>(method: string, path: string, body?: unknown, keyless = false): Promise<T> {
  if (method === 'POST' && !keyless) return write<T>(path, body ?? {}, { send: call, pause: async () => { throw new Unreachable('gone') } })
  return call<T>(method, path, body, keyless ? {} : { 'Idempotency-Key': newKey() })
}

// everything reads all pages of a list, at most so many rows.
export async function everything<T>(path: string, most = 2000): Promise<T[]> {
  const out: T[] = []
  const sign = path.includes('?') ? '&' : '?'
  for (let cursor = ''; out.length < most;) {
    const page = await get<{ data: T[] | null; next: string | null }>(`${path}${sign}limit=200${cursor}`)
    out.push(...(page.data ?? []))
    if (!page.next) break
    cursor = `&cursor=${encodeURIComponent(page.next)}`
  }
  return out
}
