// Right and wrong, to be heard and felt with the eyes on the shelf.

let audio: AudioContext | null = null

// Browsers let sound begin only after the person did something.
function sound(): AudioContext | null {
  try {
    audio ??= new AudioContext()
    if (audio.state === 'suspended') void audio.resume()
    return audio
  } catch {
    return null // no sound on this device; colour and words remain
  }
}

function tone(hz: number, fromS: number, forS: number, shape: OscillatorType, volume: number): void {
  const context = sound()
  if (!context) return
  const oscillator = context.createOscillator()
  const gain = context.createGain()
  const at = context.currentTime + fromS
  oscillator.type = shape
  oscillator.frequency.value = hz
  gain.gain.setValueAtTime(volume, at)
  gain.gain.exponentialRampToValueAtTime(0.001, at + forS)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(at)
  oscillator.stop(at + forS)
}

export function feelRight(): void {
  tone(1180, 0, 0.09, 'sine', 0.25)
  tone(1570, 0.08, 0.12, 'sine', 0.25)
  globalThis.navigator?.vibrate?.(40)
}

export function feelWrong(): void {
  tone(180, 0, 0.2, 'square', 0.2)
  tone(140, 0.22, 0.35, 'square', 0.2)
  globalThis.navigator?.vibrate?.([160, 80, 160])
}
