// Who is logged in. The cookie set by the log-in is the proof; this is only
// what the faces show of it.
import { ref } from 'vue'
import { call, get, Problem } from './client'
import type { Page, Session, Warehouse } from './types'

// session is undefined until asked, and null when nobody is logged in.
export const session = ref<Session | null | undefined>(undefined)

export async function loadSession(): Promise<void> {
  try {
    session.value = await get<Session>('/v1/me')
  } catch (err) {
    if (!(err instanceof Problem) || err.status === 401) session.value = null
    else throw err
  }
}

export async function logIn(badge: string, pin: string): Promise<void> {
  session.value = await call<Session>('POST', '/v1/login', { badge, pin })
}

export async function logOut(): Promise<void> {
  try {
    await call('POST', '/v1/logout')
  } finally {
    session.value = null
  }
}

// expelled tells that the server does not know us any more.
export function expelled(err: unknown): boolean {
  if (err instanceof Problem && err.status === 401) {
    session.value = null
    return true
  }
  return false
}

// warehouses are those the person may see, in the order of the network.
export async function myWarehouses(): Promise<Warehouse[]> {
  const all = (await get<Page<Warehouse>>('/v1/warehouses')).data ?? []
  const mine = session.value?.warehouses ?? []
  return mine.length === 0 ? all : all.filter((w) => mine.includes(w.id))
}
