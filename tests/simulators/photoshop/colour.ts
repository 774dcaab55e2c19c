import { HostError } from './host-error'
import { type Depth, whiteOf } from './plane'
import type { Mode } from './state'

/** Globals are slow to reach within a test. */
const { round, max, min } = Math

/** The spaces that buffers can be in (hosts.md A2.2, 7). */
export type Space = 'RGB' | 'Grayscale' | 'Lab'
type Triple = [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

export const linearSuffix = ' (Linear RGB Profile)'

const srgb = {
  decode: (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4),
  encode: (v: number): number => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055),
}
const gamma = (power: number): typeof srgb =>
  ({ decode: (v) => max(0, v) ** power, encode: (v) => max(0, v) ** (1 / power) })

/** To XYZ at D50, by Bradford, as profiles hold them. */
const profilesRgb: Readonly<Record<string, { toXyz: Matrix; curve: typeof srgb }>> = {
  'sRGB IEC61966-2.1': {
    toXyz: [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]],
    curve: srgb },
  'Adobe RGB (1998)': {
    toXyz: [[0.6097559, 0.2052401, 0.149224], [0.3111242, 0.625656, 0.0632197], [0.0194811, 0.0608902, 0.7448387]],
    curve: gamma(2.19921875) },
  'Display P3': {
    toXyz: [[0.5151187, 0.2919778, 0.1571035], [0.2411892, 0.6922441, 0.0665668], [-0.0010505, 0.0418791, 0.7840713]],
    curve: srgb },
  'ProPhoto RGB': {
    toXyz: [[0.7976749, 0.1351917, 0.0313534], [0.2880402, 0.7118741, 0.0000857], [0, 0, 0.82521]], curve: gamma(1.8) },
}
const profilesGray: Readonly<Record<string, typeof srgb>> =
  { 'Gray Gamma 2.2': gamma(2.2), 'Gray Gamma 1.8': gamma(1.8), sGray: srgb }

export const profileNames = { RGB: Object.keys(profilesRgb), Gray: Object.keys(profilesGray) }
export const workingProfiles: Readonly<Record<Space, string>> =
  { RGB: 'sRGB IEC61966-2.1', Grayscale: 'Gray Gamma 2.2', Lab: 'Lab D50' }

/** P5: a name the host does not know, which the linear names it gives out itself are too, is refused. */
export function checkProfile(space: Space, name: string): void {
  const names = space === 'RGB' ? profileNames.RGB : space === 'Grayscale' ? profileNames.Gray : ['Lab D50']
  if (!names.includes(name)) throw new HostError(`Invalid color profile: ${name}`)
}

export function spaceOf(mode: Mode): Space {
  if (mode === 'RGB' || mode === 'Grayscale' || mode === 'Lab') return mode
  // P12: there are no buffers of other modes.
  throw new HostError(`The color mode ${mode} is not supported by the imaging API.`)
}

/** An encoding of colours: its space, its profile, and whether values are linear, as all of 32 bits are. */
export interface Encoding {
  space: Space
  profile: string
  depth: Depth
}

const whiteD50: Triple = [0.9642, 1, 0.8249]
const multiply = (m: Matrix, [a, b, c]: Triple): Triple =>
  m.map((row) => row[0] * a + row[1] * b + row[2] * c) as Triple

function invert(m: Matrix): Matrix {
  const [[a, b, c], [d, e, f], [g, h, i]] = m
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  return [
    [(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
    [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
    [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det],
  ]
}

const labForth = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116)
const labBack = (f: number): number => (f ** 3 > 216 / 24389 ? f ** 3 : (116 * f - 16) * 27 / 24389)

/** Lab is stored as L over 0..100 and a, b over -128..127, all stretched to 0..1. */
function toXyz(values: readonly number[], from: Encoding): Triple {
  const isLinear = from.depth === 32
  if (from.space === 'Lab') {
    const lightness = ((values[0] ?? 0) * 100 + 16) / 116
    const a = (values[1] ?? 0) * 255 - 128
    const b = (values[2] ?? 0) * 255 - 128
    const [x, y, z] = whiteD50
    return [x * labBack(lightness + a / 500), y * labBack(lightness), z * labBack(lightness - b / 200)]
  }
  if (from.space === 'Grayscale') {
    const light = isLinear ? values[0] ?? 0 : (profilesGray[from.profile] ?? gamma(2.2)).decode(values[0] ?? 0)
    return [whiteD50[0] * light, light, whiteD50[2] * light]
  }
  const { toXyz: matrix, curve } = profilesRgb[from.profile] ?? profilesRgb['sRGB IEC61966-2.1']!
  return multiply(matrix, values.map((value) => (isLinear ? value : curve.decode(value))) as Triple)
}

function fromXyz(xyz: Triple, to: Encoding): number[] {
  const isLinear = to.depth === 32
  if (to.space === 'Lab') {
    const [x, y, z] = xyz.map((value, index) => labForth(value / whiteD50[index]!)) as Triple
    return [(116 * y - 16) / 100, (500 * (x - y) + 128) / 255, (200 * (y - z) + 128) / 255]
  }
  if (to.space === 'Grayscale') return [isLinear ? xyz[1] : (profilesGray[to.profile] ?? gamma(2.2)).encode(xyz[1])]
  const { toXyz: matrix, curve } = profilesRgb[to.profile] ?? profilesRgb['sRGB IEC61966-2.1']!
  return multiply(invert(matrix), xyz).map((value) => (isLinear ? value : curve.encode(value)))
}

/** Turns one pixel's values of `from` into those of `to`, rounded and clipped where the depth asks for it. */
export function converter(from: Encoding, to: Encoding): (values: readonly number[]) => number[] {
  const isSame = from.space === to.space && from.profile === to.profile && (from.depth === 32) === (to.depth === 32)
  const [whiteFrom, whiteTo] = [whiteOf(from.depth), whiteOf(to.depth)]
  const finish = (value: number): number => (to.depth === 32 ? value : round(min(1, max(0, value)) * whiteTo))
  return (values) => {
    const unit = values.map((value) => value / whiteFrom)
    return (isSame ? unit : fromXyz(toXyz(unit, from), to)).map(finish)
  }
}

/** The profile's name without what the host adds to those of 32-bit documents. */
export const plainProfile = (name: string): string => name.replace(linearSuffix, '')
