// A supplier's calls: by its token, which stays in this window.
import { ref } from 'vue'
import { call, newKey } from '../api/client'

const place = 'aisle.supplier'
export const token = ref(sessionStorage.getItem(place) ?? '')
export function keep(value: string): void {
  token.value = value
  if (value === '') sessionStorage.removeItem(place)
  else sessionStorage.setItem(place, value)
}
export const speak = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  call<T>(method, path, body, { Authorization: `Bearer ${token.value}`, ...(method === 'GET' ? {} : { 'Idempotency-Key': newKey() }) })
