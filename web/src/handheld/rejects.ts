// Why something lies in the reject lane, in the person's language. The server
// says it in English; what has no words here is shown as it came.
import { t, type Key } from '../i18n'

const sentences: [RegExp, Key][] = [
  [/^no code was read$/, 'reject.no_read'],
  [/^several codes were read$/, 'reject.multi_read'],
  [/^code (\S+) is not a handling unit of this site$/, 'reject.unknown'],
  [/^its order is cancelled or it serves none$/, 'reject.cancelled'],
  [/^every chute of route (.*) is full or out of use$/, 'reject.full'],
  [/^no chute takes route (.*)$/, 'reject.no_chute'],
  [/^its chute and the other one were full$/, 'reject.both_full'],
  [/^the decision came too late$/, 'reject.late'],
  [/^the sorter gave it up$/, 'reject.given_up'],
]

export function rejectReason(note: string): string {
  for (const [pattern, key] of sentences) {
    const found = pattern.exec(note)
    if (found) return t(key, { what: found[1] ?? '' })
  }
  return note
}
