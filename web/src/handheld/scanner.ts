// What this device's scanner puts around each code, kept on the device: some
// are set to send a prefix or a suffix beside the line end.
export interface ScannerSetting {
  prefix: string
  suffix: string
}

const key = 'aisle.scanner'
export const mostAround = 16 // characters of either

export function scannerSetting(): ScannerSetting {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<ScannerSetting>
    return { prefix: String(kept.prefix ?? '').slice(0, mostAround), suffix: String(kept.suffix ?? '').slice(0, mostAround) }
  } catch {
    return { prefix: '', suffix: '' }
  }
}

export function keepScannerSetting(s: ScannerSetting): void {
  localStorage.setItem(key, JSON.stringify(s))
}

// bare takes the prefix and the suffix off a scan that has them. What is
// typed by hand, or read by the camera, has neither and stays as it is.
export function bare(raw: string, s: ScannerSetting): string {
  let text = raw
  if (s.prefix !== '' && text.length > s.prefix.length && text.startsWith(s.prefix)) text = text.slice(s.prefix.length)
  if (s.suffix !== '' && text.length > s.suffix.length && text.endsWith(s.suffix)) text = text.slice(0, -s.suffix.length)
  return text
}
