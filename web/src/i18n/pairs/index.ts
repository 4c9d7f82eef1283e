// Words that stand beside each other: a key, its English and its Chinese.
import { alerts } from './alerts'
import { board } from './board'
import { care } from './care'
import { chutes } from './chutes'
import { drawing } from './drawing'
import { events } from './events'
import { floor } from './floor'
import { flows } from './flows'
import { labels } from './labels'
import { nouns } from './nouns'
import { occasions } from './occasions'
import { office } from './office'
import { picking } from './picking'
import { planner } from './planner'
import { slotting } from './slotting'
import { twin } from './twin'
import { vision } from './vision'
import { vmi } from './vmi'

export const pairs = { ...alerts, ...board, ...care, ...chutes, ...drawing, ...events, ...floor, ...nouns, ...flows, ...labels, ...occasions, ...office, ...picking, ...planner, ...slotting, ...twin, ...vision, ...vmi } as const
export type PairKey = keyof typeof pairs

// column is one language of the pairs: 0 English, 1 Chinese.
export function column(n: 0 | 1): Record<PairKey, string> {
  return Object.fromEntries(Object.entries(pairs).map(([key, words]) => [key, words[n]])) as Record<PairKey, string>
}
