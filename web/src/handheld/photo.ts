// Photos of a problem: made small on the device, and drawn anew, so that
// nothing of where and with what they were taken leaves it. Each is known by
// the SHA-256 of its bytes before it is sent.
export interface Shot {
  hash: string
  data: string // base64 of a JPEG
  url: string // to show it
}

const longestEdge = 1600
const mostBytes = 300_000

// shrink draws a picture as a JPEG of at most 300 kB.
export async function shrink(file: Blob): Promise<Shot> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    for (let scale = Math.min(1, longestEdge / Math.max(picture.width, picture.height)); ; scale *= 0.7) {
      for (const quality of [0.8, 0.65, 0.5]) {
        const small = await draw(picture, scale, quality)
        if (small.size <= mostBytes) return shotOf(new Uint8Array(await small.arrayBuffer()))
      }
    }
  } finally {
    picture.close()
  }
}

function draw(picture: ImageBitmap, scale: number, quality: number): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => canvas.toBlob((b) => (b ? resolve(b) : reject(new Error('no picture'))), 'image/jpeg', quality))
}

function shotOf(bytes: Uint8Array): Shot {
  let text = ''
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  const data = btoa(text)
  return { hash: sha256(bytes), data, url: `data:image/jpeg;base64,${data}` }
}

// sha256 works without a secure context too, where the browser's own does not:
// handhelds may come by plain HTTP.
export function sha256(bytes: Uint8Array): string {
  const h = firstDigits(8, 1 / 2)
  const k = firstDigits(64, 1 / 3)
  const padded = new Uint8Array((bytes.length + 9 + 63) & ~63)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000))
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0)
  const w = new Uint32Array(64)
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        w[i] = view.getUint32(at + 4 * i)
        continue
      }
      const a = w[i - 15]!
      const b = w[i - 2]!
      w[i] = w[i - 16]! + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7]! + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))
    }
    const s = Uint32Array.from(h)
    for (let i = 0; i < 64; i++) {
      const [a, b, c, , e, f, g] = s as unknown as [number, number, number, number, number, number, number]
      const one = s[7]! + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i]! + w[i]!
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      s.copyWithin(1, 0, 7)
      s[4] = s[4]! + one
      s[0] = one + two
    }
    for (let i = 0; i < 8; i++) h[i] = h[i]! + s[i]!
  }
  return Array.from(h, (x) => x.toString(16).padStart(8, '0')).join('')
}

const turn = (x: number, by: number) => (x >>> by) | (x << (32 - by))

// firstDigits are the first 32 bits behind the point of the roots of primes.
function firstDigits(n: number, power: number): Uint32Array {
  const out: number[] = []
  for (let p = 2; out.length < n; p++) {
    let prime = true
    for (let d = 2; d * d <= p; d++) if (p % d === 0) prime = false
    if (prime) out.push(Math.floor((p ** power % 1) * 2 ** 32))
  }
  return Uint32Array.from(out)
}
