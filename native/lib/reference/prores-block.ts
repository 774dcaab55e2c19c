/** Side of the blocks that are transformed. */
export const BLOCK_PX = 8

/** What a block of the middle of the range has as its first coefficient. */
const MIDDLE = 0x4000

/** Bits of the cosines' fractions, and those that the first pass adds; the second takes them away again, with one more. */
const FRACTION_BITS = 13
const PASS_BITS = 1

const roundOff = (value: number, bits: number): number => Math.floor((value + 2 ** (bits - 1)) / 2 ** bits)

/** The standard's progressive scan: which coefficient, numbered row by row, comes when (SMPTE RDD 36, figure 4). */
export const SCAN: readonly number[] = [
  0, 1, 8, 9, 2, 3, 10, 11, 16, 17, 24, 25, 18, 19, 26, 27, 4, 5, 12, 20, 13, 6, 7, 14, 21, 28, 29, 22, 15, 23, 30, 31,
  32, 33, 40, 48, 41, 34, 35, 42, 49, 56, 57, 50, 43, 36, 37, 44, 51, 58, 59, 52, 45, 38, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]

type Eight = [number, number, number, number, number, number, number, number]

/** Loeffler, Ligtenberg, Moschytz 1989, Practical fast 1-D DCT algorithms with 11 multiplications; in whole numbers. */
function transform(from: Eight, up: number): Eight {
  const [a, b, c, d, e, f, g, h] = from
  const [sum0, sum1, sum2, sum3] = [a + h, b + g, c + f, d + e]
  const [apart0, apart1, apart2, apart3] = [a - h, b - g, c - f, d - e]
  const plain = (value: number): number => (up >= 0 ? value * 2 ** up : roundOff(value, -up))
  const scaled = (value: number): number => roundOff(value, FRACTION_BITS - up)
  const [far, near] = [sum0 - sum3, sum1 - sum2]
  const turned = (near + far) * 4433
  const [z1, z2] = [-(apart3 + apart0) * 7373, -(apart2 + apart1) * 20_995]
  const z5 = (apart3 + apart1 + apart2 + apart0) * 9633
  const [z3, z4] = [z5 - (apart3 + apart1) * 16_069, z5 - (apart2 + apart0) * 3196]
  return [
    plain(sum0 + sum3 + sum1 + sum2), scaled(apart0 * 12_299 + z1 + z4),
    scaled(turned + far * 6270), scaled(apart1 * 25_172 + z2 + z3),
    plain(sum0 + sum3 - sum1 - sum2), scaled(apart2 * 16_819 + z2 + z4),
    scaled(turned - near * 15_137), scaled(apart3 * 2446 + z1 + z3),
  ]
}

/** The levels of a block of samples of 10 bits, row by row: coefficients by their steps, cut off towards 0. */
export function levelsOf(samples: readonly number[], steps: readonly number[]): number[] {
  const eight = (at: (i: number) => number): Eight => Array.from({ length: BLOCK_PX }, (_, i) => at(i)) as Eight
  const rows = eight((y) => y).map((y) => transform(eight((x) => samples[y * BLOCK_PX + x] as number), PASS_BITS))
  const columns = eight((x) => x).map((x) => transform(eight((y) => (rows[y] as Eight)[x] as number), -PASS_BITS - 1))
  return steps.map((step, i) => {
    const coefficient = (columns[i % BLOCK_PX] as Eight)[Math.floor(i / BLOCK_PX)] as number
    return Math.trunc((i === 0 ? coefficient - MIDDLE : coefficient) / step)
  })
}
