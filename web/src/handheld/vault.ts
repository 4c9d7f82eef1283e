// What a handheld keeps over a closed browser: the work in hand with its
// scripts, and the confirmations that the server has not answered, in order.
// IndexedDB holds both; where there is none they live as long as the page.
import type { Claimed } from './local'

export interface Pending {
  id: number
  key: string // the idempotency key it goes out under, however often
  path: string
  body: unknown
  task: string
  scan: string
}

export interface Vault {
  mine(): Promise<Claimed[]>
  keepMine(list: Claimed[]): Promise<void>
  pending(): Promise<Pending[]>
  add(p: Omit<Pending, 'id'>): Promise<Pending>
  remove(id: number): Promise<void>
}

export function memoryVault(): Vault {
  let mine: Claimed[] = []
  let list: Pending[] = []
  let last = 0
  return {
    mine: async () => mine,
    keepMine: async (m) => void (mine = m),
    pending: async () => [...list],
    add: async (p) => {
      const kept = { ...p, id: ++last }
      list.push(kept)
      return kept
    },
    remove: async (id) => void (list = list.filter((p) => p.id !== id)),
  }
}

const work = 'work'
const outbox = 'outbox'

// openVault opens the person's own: what one has in hand is not the next one's.
export async function openVault(user: string): Promise<Vault> {
  if (typeof indexedDB === 'undefined') return memoryVault()
  let db: IDBDatabase
  try {
    db = await open(`aisle-handheld-${user}`)
  } catch {
    return memoryVault()
  }
  return {
    mine: async () => ((await ask<Claimed[] | undefined>(db, work, 'readonly', (s) => s.get('mine'))) ?? []),
    keepMine: async (list) => void (await ask(db, work, 'readwrite', (s) => s.put(plain(list), 'mine'))),
    pending: () => ask<Pending[]>(db, outbox, 'readonly', (s) => s.getAll()),
    add: async (p) => {
      const id = await ask<IDBValidKey>(db, outbox, 'readwrite', (s) => s.add(plain(p)))
      return { ...p, id: Number(id) }
    },
    remove: async (id) => void (await ask(db, outbox, 'readwrite', (s) => s.delete(id))),
  }
}

// plain takes off what the framework wraps around objects: it can't be stored.
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(work)
      request.result.createObjectStore(outbox, { keyPath: 'id', autoIncrement: true })
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function ask<T>(db: IDBDatabase, name: string, mode: IDBTransactionMode, what: (s: IDBObjectStore) => IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const tx = db.transaction(name, mode)
    const request = what(tx.objectStore(name))
    // A write counts once its transaction is complete, not when it is queued.
    tx.oncomplete = () => resolve(request.result as T)
    tx.onerror = () => reject(tx.error)
    tx.onabort = () => reject(tx.error)
  })
}
