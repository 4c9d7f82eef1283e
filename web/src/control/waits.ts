// Why a vehicle waits, in the person's words: the reason, where, for whom and
// for how long.
import type { LiveVehicle } from '../api/types'
import { t, tOr } from '../i18n'

// minutes is how long a vehicle has waited at a moment of the site's time.
export function minutes(v: LiveVehicle, now: string | undefined): number {
  if (!v.waits_since || !now) return 0
  return Math.max(0, Math.floor((Date.parse(now) - Date.parse(v.waits_since)) / 60000))
}

export function waitText(v: LiveVehicle, now?: string): string {
  if (!v.waits) return ''
  if (!v.waits_reason) return v.waits
  const parts = [tOr(`wait.${v.waits_reason}`, v.waits)]
  if (v.waits_gate) parts.push(v.waits_gate)
  else if (v.waits_at) parts.push(t('wait.at', { node: v.waits_at }))
  if (v.waits_for) parts.push(t('wait.for', { id: v.waits_for }))
  const since = minutes(v, now)
  if (since > 0) parts.push(t('wait.since', { minutes: since }))
  return parts.join(' · ')
}
