// Errands: what a person may begin without a task, by role.
import type { Session } from '../api/types'
import type { Key } from '../i18n'
import type Icon from '../shell/Icon.vue'
import type { Flow } from './desk'

export interface Errand {
  name: string
  label: Key
  icon: InstanceType<typeof Icon>['$props']['name']
  roles: string[] // besides administrators
  flow?: () => Promise<Flow> // loaded when it begins; none: a page of its own
}

const floor = ['picker', 'receiver', 'supervisor']
const receiving = ['receiver', 'supervisor']

export const errands: Errand[] = [
  { name: 'receive', label: 'errand.receive', icon: 'in', roles: receiving, flow: async () => (await import('./flows/receive')).receive },
  { name: 'returns', label: 'errand.returns', icon: 'return', roles: receiving, flow: async () => (await import('./flows/returns')).returns },
  { name: 'transfers', label: 'errand.transfers', icon: 'right', roles: receiving, flow: async () => (await import('./flows/transfer')).transfers },
  { name: 'manifest', label: 'errand.manifest', icon: 'truck', roles: receiving, flow: async () => (await import('./flows/manifest')).manifests },
  { name: 'move', label: 'errand.move', icon: 'move', roles: floor, flow: async () => (await import('./flows/move')).move },
  { name: 'lookup', label: 'errand.lookup', icon: 'search', roles: [...floor, 'planner', 'auditor'], flow: async () => (await import('./flows/lookup')).lookup() },
  { name: 'kit', label: 'errand.kit', icon: 'box', roles: floor, flow: async () => (await import('./flows/kit')).kit },
  { name: 'accept', label: 'errand.accept', icon: 'check', roles: ['supervisor'], flow: async () => (await import('./flows/acceptweight')).acceptWeight },
  { name: 'count', label: 'errand.count', icon: 'count', roles: ['supervisor', 'planner'] },
]

export function errandsOf(who: Session): Errand[] {
  return errands.filter((e) => who.roles.some((r) => r === 'admin' || e.roles.includes(r)))
}
