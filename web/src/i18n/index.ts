// Words and numbers in the person's language.
import { computed, ref, watchEffect } from 'vue'
import { Problem, Unreachable } from '../api/client'
import { en } from './en'
import { zh } from './zh'

export type Key = keyof typeof en
export type Language = 'en' | 'zh'
export type Args = Record<string, unknown>

const words: Record<Language, Record<Key, string>> = { en, zh }

export const language = ref<Language>(initial())

watchEffect(() => {
  if (typeof document !== 'undefined') document.documentElement.lang = language.value === 'zh' ? 'zh-Hans' : 'en'
})

export function toggleLanguage(): void {
  language.value = language.value === 'en' ? 'zh' : 'en'
  localStorage.setItem('aisle.language', language.value)
}

export const t = (key: Key, args: Args = {}): string => fill(words[language.value][key], args)

// tOr is for keys made of what the server says: a code without words of ours
// is shown as the server gave it.
export function tOr(key: string, otherwise: string, args: Args = {}): string {
  return key in en ? t(key as Key, args) : otherwise
}

export function fill(text: string, args: Args): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in args ? String(args[name]) : whole))
}

const locale = computed(() => (language.value === 'zh' ? 'zh-CN' : 'en-GB'))
const whole = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 0 }))
const tenth = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }))
const cents = computed(() => new Intl.NumberFormat(locale.value, { minimumFractionDigits: 2, maximumFractionDigits: 2 }))
const share = computed(() => new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 0 }))
const clock = computed(() => new Intl.DateTimeFormat(locale.value, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }))
// A day without a time is that day everywhere; the year is said if it is another one.
const dayFormat = (zone: string | undefined, year: boolean) => new Intl.DateTimeFormat(locale.value, { weekday: 'short', day: 'numeric', month: 'short', ...(year ? { year: 'numeric' } : {}), timeZone: zone })
const days = computed(() => ({ here: [dayFormat(undefined, false), dayFormat(undefined, true)], utc: [dayFormat('UTC', false), dayFormat('UTC', true)] }) as const)

export const number = (n: number) => whole.value.format(n)
export const decimal = (n: number) => tenth.value.format(n)
export const price = (n: number) => cents.value.format(n)
export const percent = (n: number) => share.value.format(n)
export const timeOf = (iso: string) => (iso === '' ? '' : clock.value.format(new Date(iso)))
export function dayOf(iso: string, now = new Date()): string {
  if (iso === '') return ''
  const at = new Date(iso)
  return days.value[/^\d{4}-\d\d-\d\d$/.test(iso) ? 'utc' : 'here'][at.getUTCFullYear() === now.getUTCFullYear() ? 0 : 1].format(at)
}

// sayError puts any failure into words: ours where we have some for its code,
// else the server's.
export function sayError(err: unknown): string {
  if (err instanceof Unreachable) return t('error.unreachable')
  if (err instanceof Problem) {
    if (err.code === 'wrong_scan') return sayWrongScan(err)
    return tOr(`error.${err.code}`, err.status === 403 ? t('error.forbidden') : err.detail, err.members)
  }
  return String(err)
}

function sayWrongScan(err: Problem): string {
  const { scanned, expected, step } = err.members
  if (typeof scanned !== 'string' || !Array.isArray(expected)) return err.detail
  const shown = expected.slice(0, 3).join(t('thing.or')) + (expected.length > 3 ? ' …' : '')
  return t('step.wrong.detail', { scanned, thing: tOr(`thing.${String(step)}`, ''), expected: shown })
}

function initial(): Language {
  if (typeof document === 'undefined') return 'en' // where the tests run
  const stored = localStorage.getItem('aisle.language')
  if (stored === 'en' || stored === 'zh') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
