// Light or dark: what the person chose, else what the system prefers.
import { ref, watchEffect } from 'vue'

export type Theme = 'light' | 'dark'

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const chosen = ref(read())
const system = ref<Theme>(dark.matches ? 'dark' : 'light')
dark.addEventListener('change', () => (system.value = dark.matches ? 'dark' : 'light'))

export const theme = ref<Theme>(chosen.value ?? system.value)

watchEffect(() => {
  theme.value = chosen.value ?? system.value
  document.documentElement.dataset.theme = theme.value
})

export function toggleTheme(): void {
  chosen.value = theme.value === 'dark' ? 'light' : 'dark'
  localStorage.setItem('aisle.theme', chosen.value)
}

function read(): Theme | null {
  const stored = localStorage.getItem('aisle.theme')
  return stored === 'light' || stored === 'dark' ? stored : null
}
