// Reading barcodes with a camera: the browser's own reader where there is one
// (Android), else zxing, which is fetched from this server when it is needed
// (about 1 MB).
interface Detector {
  detect(from: HTMLVideoElement): Promise<{ rawValue: string }[]>
}

type Maker = new (options?: { formats: string[] }) => Detector
const maker = () => (globalThis as { BarcodeDetector?: Maker }).BarcodeDetector

// hasCamera tells whether there may be a camera. Browsers give cameras over
// TLS and on localhost only.
export const hasCamera = () => typeof navigator.mediaDevices?.getUserMedia === 'function'

const formats = ['code_128', 'data_matrix', 'qr_code', 'ean_13', 'ean_8', 'itf', 'upc_a', 'upc_e', 'code_39']

export async function detector(): Promise<Detector> {
  const Make = maker()
  if (!Make) return zxing()
  try {
    return new Make({ formats })
  } catch {
    return new Make() // a reader that lacks one of them refuses the list
  }
}

async function zxing(): Promise<Detector> {
  const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([import('zxing-wasm/reader'), import('zxing-wasm/reader/zxing_reader.wasm?url')])
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true })
  const canvas = document.createElement('canvas')
  const ctx = canvas.getContext('2d', { willReadFrequently: true })!
  return {
    async detect(from) {
      if (from.videoWidth === 0) return []
      canvas.width = from.videoWidth
      canvas.height = from.videoHeight
      ctx.drawImage(from, 0, 0)
      const found = await readBarcodes(ctx.getImageData(0, 0, canvas.width, canvas.height), {
        formats: ['Code128', 'DataMatrix', 'QRCode', 'EAN13', 'EAN8', 'ITF', 'UPCA', 'UPCE', 'Code39'], tryHarder: true, maxNumberOfSymbols: 1, textMode: 'Plain',
      })
      return found.filter((b) => b.isValid).map((b) => ({ rawValue: b.text }))
    },
  }
}
