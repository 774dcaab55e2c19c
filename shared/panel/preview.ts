import { channelCount, hasAlpha, type PictureHeader } from '#protocol'

/**
 * 8 bits of red, green and blue, as a screen shows them: on white where transparent, light encoded where it is linear.
 * @returns `bytes` themselves where they are that already
 */
export function asScreenRgb(header: PictureHeader, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const channels = channelCount(header.channels)
  if (header.channels === 'rgb' && header.sample === 'u8') return bytes
  const samples = openSamples(header, bytes)
  const count = header.width * header.height
  const rgb = new Uint8Array(count * 3)
  const [red, green, blue] = channels < 3 ? [0, 0, 0] : [0, 1, 2]
  const isLinear = header.colour.transfer === 'linear'
  const show = (sample: number, alpha: number): number => {
    const share = Math.min(1, Math.max(0, sample / header.max))
    return Math.round(255 * ((isLinear ? encodeLight(share) : share) * alpha + 1 - alpha))
  }
  for (let pixel = 0; pixel < count; pixel++) {
    const from = pixel * channels
    const alpha = hasAlpha(header.channels) ? (samples[from + channels - 1] as number) / header.max : 1
    rgb[pixel * 3] = show(samples[from + red] as number, alpha)
    rgb[pixel * 3 + 1] = show(samples[from + green] as number, alpha)
    rgb[pixel * 3 + 2] = show(samples[from + blue] as number, alpha)
  }
  return rgb
}

function openSamples({ sample }: PictureHeader, bytes: Uint8Array<ArrayBuffer>): Uint8Array | Uint16Array | Float32Array {
  // A view of wider samples has to begin at a whole one.
  const own = bytes.byteOffset === 0 ? bytes : bytes.slice()
  if (sample === 'u8') return own
  return sample === 'u16' ? new Uint16Array(own.buffer, 0, own.length / 2) : new Float32Array(own.buffer, 0, own.length / 4)
}

/** The curve of sRGB (IEC 61966-2-1). */
const encodeLight = (light: number): number => light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055
