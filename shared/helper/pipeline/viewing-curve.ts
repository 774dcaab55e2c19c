/** A logarithm that is turned about its zero. */
const bothWays = (y: number, slope: number, gain: number): number => (Math.sign(y) * (10 ** (Math.abs(y) / slope) - 1)) / gain

/**
 * What a camera's log curve made of the light, 0..1 of the encoded values to linear light with 18 % gray at 0.18. Each from
 * its maker's publication; values below the black level give a little less than 0.
 */
const linearOf = {
  /** Sony, S-Log2 Technical Paper, 2012, of full-range values; 0.9 brings its exposure to reflection. */
  slog2: (y: number): number => {
    const legal = (y * 1023 - 64) / 876
    const isDark = legal < 0.030001222851889303
    const light = isDark ? (legal - 0.030001222851889303) / 5 : 10 ** ((legal - 0.646596) / 0.432699) - 0.037584
    return (0.9 * 219 * light) / 155
  },
  /** Sony, Technical Summary for S-Gamut3.Cine/S-Log3 and S-Gamut3/S-Log3, 2014. */
  slog3: (y: number): number => (y >= 171.2102946929 / 1023
    ? 10 ** ((y * 1023 - 420) / 261.5) * 0.19 - 0.01 : ((y * 1023 - 95) * 0.01125) / (171.2102946929 - 95)),
  /** ARRI, ALEXA LogC Curve: Usage in VFX, 2017: V3, EI 800. */
  logc3: (y: number): number => (y > 5.367655 * 0.010591 + 0.092809
    ? (10 ** ((y - 0.385537) / 0.24719) - 0.052272) / 5.555556 : (y - 0.092809) / 5.367655),
  /** ARRI, LogC4 Logarithmic Color Space: Specification, 2022. */
  logc4: (y: number): number => {
    const [a, b, c] = [(2 ** 18 - 16) / 117.45, (1023 - 95) / 1023, 95 / 1023]
    const slope = (7 * Math.LN2 * 2 ** (7 - (14 * c) / b)) / (a * b)
    const low = (2 ** (14 * (-c / b) + 6) - 64) / a
    return y < 0 ? y * slope + low : (2 ** ((14 * (y - c)) / b + 6) - 64) / a
  },
  /** Panasonic, V-Log/V-Gamut Reference Manual, 2014. */
  vlog: (y: number): number => (y < 0.181 ? (y - 0.125) / 5.6 : 10 ** ((y - 0.598206) / 0.241514) - 0.00873),
  /** Canon, Gamma Curves White Paper, 2018: Canon Log, 2 and 3, of full-range values; 0.9 brings their exposure to reflection. */
  clog: (y: number): number => 0.9 * bothWays(y - 0.12512248, 0.45310179, 10.1596),
  clog2: (y: number): number => 0.9 * bothWays(y - 0.092864125, 0.24136077, 87.099375),
  clog3: (y: number): number => 0.9 * (y < 0.097465473
    ? -(10 ** ((0.12783901 - y) / 0.36726845) - 1) / 14.98325
    : y <= 0.15277891 ? (y - 0.12512219) / 1.9754798 : (10 ** ((y - 0.12240537) / 0.36726845) - 1) / 14.98325),
  /** DJI, White Paper on D-Log and D-Gamut of DJI Cinema Color System, 2017. */
  dlog: (y: number): number => (y <= 0.14 ? (y - 0.0929) / 6.025 : (10 ** (3.89616 * y - 2.27752) - 0.0108) / 0.9892),
  /** Fujifilm, F-Log Data Sheet, 2017. */
  flog: (y: number): number => (y >= 0.100537775223865
    ? 10 ** ((y - 0.790453) / 0.344676) / 0.555556 - 0.009468 / 0.555556 : (y - 0.092864) / 8.735631),
  /** Fujifilm, F-Log2 Data Sheet, 2022. */
  flog2: (y: number): number => (y >= 0.100686685370811
    ? 10 ** ((y - 0.384316) / 0.245281) / 5.555556 - 0.064829 / 5.555556 : (y - 0.092864) / 8.799461),
  /** Nikon, N-Log Specification Document, 2018. */
  nlog: (y: number): number => (y < 452 / 1023 ? ((y * 1023) / 650) ** 3 - 0.0075 : Math.exp((y * 1023 - 619) / 150)),
  /** Apple, Apple Log Profile White Paper, 2023. */
  applelog: (y: number): number => (y >= 47.28711236 * (0.01 + 0.05641088) ** 2
    ? 2 ** ((y - 0.69336945) / 0.08550479) - 0.00964052 : Math.sqrt(Math.max(0, y) / 47.28711236) - 0.05641088),
  /** RED, White Paper on REDWideGamutRGB and Log3G10, 2017. */
  log3g10: (y: number): number => (y < 0 ? y / 15.1927 : (10 ** (y / 0.224282) - 1) / 155.975327) - 0.01,
} as const

export type LogCurve = keyof typeof linearOf

export const isLogCurve = (name: string): name is LogCurve => Object.hasOwn(linearOf, name)

/** Linear light to sRGB (IEC 61966-2-1), cut off at white: what networks have learnt to see. */
const displayed = (x: number): number => {
  const value = Math.min(1, Math.max(0, x))
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055
}

const STEPS = 4096

/**
 * Turns log-encoded colours on 0..1, in place, into such as a display shows: for looking at only, never for what is given
 * back. Gamuts stay as they are: networks forgive pale colours, not a missing contrast.
 */
export function viewLog(colours: Float32Array, curve: LogCurve): void {
  const table = tableOf(curve)
  for (let i = 0; i < colours.length; i++) {
    const at = (colours[i] as number) * STEPS
    const low = Math.min(STEPS - 1, Math.max(0, Math.floor(at)))
    const below = table[low] as number
    colours[i] = below + (at - low) * ((table[low + 1] as number) - below)
  }
}

const tables = new Map<LogCurve, Float32Array>()

function tableOf(curve: LogCurve): Float32Array {
  const known = tables.get(curve)
  if (known !== undefined) return known
  const made = Float32Array.from({ length: STEPS + 1 }, (_, i) => displayed(linearOf[curve](i / STEPS)))
  tables.set(curve, made)
  return made
}
