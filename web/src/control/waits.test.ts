import { afterEach, describe, expect, it } from 'vitest'
import type { LiveVehicle } from '../api/types'
import { language } from '../i18n'
import { waitText } from './waits'

const vehicle: LiveVehicle = {
  id: 'agv-1', x_mm: 0, y_mm: 0, theta_mrad: 0, battery_permille: 900, state: 'waiting',
  waits: 'door or lift not open (LIFT) at N7, for agv-2', waits_reason: 'gate', waits_gate: 'LIFT', waits_at: 'N7', waits_for: 'agv-2',
  waits_since: '2030-01-01T10:00:00Z',
}

describe('why a vehicle waits', () => {
  afterEach(() => { language.value = 'en' })

  it('is said with the door, for whom and for how long', () => {
    language.value = 'en'
    expect(waitText(vehicle, '2030-01-01T10:03:30Z')).toBe('Door or lift not open yet · LIFT · for agv-2 · 3 min')
  })

  it('is said in Chinese', () => {
    language.value = 'zh'
    const text = waitText({ ...vehicle, waits_gate: undefined, waits_reason: 'occupied' })
    expect(text).toBe('前方节点被占用 · 节点 N7 · 等 agv-2')
  })

  it('falls back on the words of the server', () => {
    expect(waitText({ ...vehicle, waits_reason: undefined })).toBe(vehicle.waits)
    expect(waitText({ ...vehicle, waits: undefined })).toBe('')
  })
})
