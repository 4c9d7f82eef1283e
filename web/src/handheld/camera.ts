// The browser's own reader of barcodes: Android has it, desktops mostly not.
interface Detector {
  detect(from: HTMLVideoElement): Promise<{ rawValue: string }[]>
}

type Maker = new (options?: { formats: string[] }) => Detector
const maker = () => (globalThis as { BarcodeDetector?: Maker }).BarcodeDetector

// hasCamera tells whether a code can be read with a camera here. Browsers give
// cameras over TLS and on localhost only.
export const hasCamera = () => maker() !== undefined && typeof navigator.mediaDevices?.getUserMedia === 'function'

const formats = ['code_128', 'data_matrix', 'qr_code', 'ean_13', 'ean_8', 'itf', 'upc_a', 'upc_e', 'code_39']

export function detector(): Detector {
  const Make = maker()!
  try {
    return new Make({ formats })
  } catch {
    return new Make() // a reader that lacks one of them refuses the list
  }
}
