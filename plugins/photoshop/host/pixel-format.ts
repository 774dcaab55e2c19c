import { type Bounds, channelCount, type Channels, type PictureHeader, type Sample } from '#protocol'
import { heightOf, widthOf } from './geometry'
import type { Document } from './modules'
import { whiteOf } from './samples'

/** How pixels of a document are asked for and given back. */
export interface PixelFormat {
  channels: Channels
  sample: Sample
  colorSpace: 'RGB' | 'Grayscale'
  /** Asked for where the document's own colours are converted; its own otherwise. */
  colorProfile?: string
  profileName: string
}

export const SRGB = 'sRGB IEC61966-2.1'

/** Wide enough for most of Lab; 8 bits are too few for the wider one. */
const WIDE = { u8: 'Adobe RGB (1998)', deep: 'ProPhoto RGB' }

export type ColourMode = 'rgb' | 'gray' | 'lab' | 'cmyk'
const modes: Readonly<Record<string, ColourMode>> = {
  RGBColorMode: 'rgb', grayscaleMode: 'gray', labColorMode: 'lab', CMYKColorMode: 'cmyk',
}

/** Undefined for indexed colour, bitmap, duotone and multichannel, which hold no layers that could be read. */
export const modeOf = (document: Document): ColourMode | undefined => modes[document.mode]

const samples: Readonly<Record<string, Sample>> = { bitDepth8: 'u8', bitDepth16: 'u16', bitDepth32: 'f32' }
export const depthOf = (document: Document): Sample => samples[document.bitsPerChannel] ?? 'u8'

/** Photoshop adds this to the names of 32-bit documents' profiles and does not understand it when given back. */
const LINEAR_SUFFIX = /\s*\(Linear RGB Profile\)$/

export const profileOf = (document: Document): string => document.colorProfileName.replace(LINEAR_SUFFIX, '')

/** @param profiles the names that Photoshop knows for RGB */
export function formatOf(document: Document, hasAlpha: boolean, profiles: readonly string[]): PixelFormat {
  const sample = depthOf(document)
  const mode = modeOf(document)
  if (mode === 'gray') {
    return { channels: hasAlpha ? 'gray-alpha' : 'gray', sample, colorSpace: 'Grayscale', profileName: profileOf(document) }
  }
  const channels = hasAlpha ? 'rgb-alpha' : 'rgb'
  if (mode === 'rgb') return { channels, sample, colorSpace: 'RGB', profileName: profileOf(document) }
  const wide = sample === 'u8' ? WIDE.u8 : WIDE.deep
  const colorProfile = profiles.includes(wide) ? wide : SRGB
  return { channels, sample, colorSpace: 'RGB', colorProfile, profileName: colorProfile }
}

export function headerOf(format: PixelFormat, bounds: Bounds): PictureHeader {
  const { channels, sample, profileName } = format
  return {
    width: widthOf(bounds), height: heightOf(bounds), channels, sample, max: whiteOf(sample),
    alpha: channels === 'rgb-alpha' || channels === 'gray-alpha' ? 'straight' : 'none',
    origin: { left: bounds.left, top: bounds.top },
    colour: { profileName: profileName.slice(0, 200), transfer: sample === 'f32' ? 'linear' : 'encoded' },
  }
}

export const rowBytesOf = ({ channels, sample }: Pick<PixelFormat, 'channels' | 'sample'>, bounds: Bounds): number =>
  widthOf(bounds) * channelCount(channels) * (sample === 'u8' ? 1 : sample === 'u16' ? 2 : 4)

/** A mask's or selection's: gray without a profile of its own. */
export const maskFormat = (sample: 'u8' | 'u16'): PixelFormat =>
  ({ channels: 'gray', sample, colorSpace: 'Grayscale', profileName: 'Gray Gamma 2.2' })
