// Who is logged in. The cookie set by the log-in is the proof; this is only
// what the faces show of it.
import { ref } from 'vue'
import { call, get, Problem, Unreachable } from './client'
import type { Page, Session, Warehouse } from './types'

// session is undefined until asked, and null when nobody is logged in.
export const session = ref<Session | null | undefined>(undefined)

export async function loadSession(): Promise<void> {
  try {
    session.value = await get<Session>('/v1/me')
    remember(session.value)
  } catch (err) {
    // Without network a handheld goes on as who it was: the server asks again
    // with the first request that gets through.
    if (err instanceof Unreachable && remembered()) session.value = remembered()
    else if (!(err instanceof Problem) || err.status === 401) session.value = null
    else throw err
  }
}

const kept = 'aisle.session'
function remember(who: Session | null): void {
  if (who) localStorage.setItem(kept, JSON.stringify(who))
  else localStorage.removeItem(kept)
}
function remembered(): Session | null {
  const text = localStorage.getItem(kept)
  return text === null ? null : (JSON.parse(text) as Session)
}

export async function logIn(badge: string, pin: string): Promise<void> {
  session.value = await call<Session>('POST', '/v1/login', { badge, pin })
  remember(session.value)
}

export async function logOut(): Promise<void> {
  try {
    await call('POST', '/v1/logout')
  } finally {
    session.value = null
    remember(null)
  }
}

// expelled tells that the server does not know us any more.
export function expelled(err: unknown): boolean {
  if (err instanceof Problem && err.status === 401) {
    session.value = null
    remember(null)
    return true
  }
  return false
}

async function allWarehouses(): Promise<Warehouse[]> {
  const name = 'aisle.warehouses'
  try {
    const all = (await get<Page<Warehouse>>('/v1/warehouses')).data ?? []
    localStorage.setItem(name, JSON.stringify(all))
    return all
  } catch (err) {
    const text = localStorage.getItem(name)
    if (err instanceof Unreachable && text !== null) return JSON.parse(text) as Warehouse[]
    throw err
  }
}

// warehouses are those the person may see, in the order of the network.
export async function myWarehouses(): Promise<Warehouse[]> {
  const all = await allWarehouses()
  const mine = session.value?.warehouses ?? []
  return mine.length === 0 ? all : all.filter((w) => mine.includes(w.id))
}
