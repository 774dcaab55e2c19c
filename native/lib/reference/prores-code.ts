import { SCAN } from './prores-block'

/** Bits, the first one highest. */
export class Bits {
  private readonly bits: number[] = []

  /** The `count` lowest bits. */
  put(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) this.bits.push(Math.floor(value / 2 ** bit) % 2)
  }

  /** With zeros up to a whole byte. */
  bytes(): number[] {
    return Array.from({ length: Math.ceil(this.bits.length / 8) }, (_, at) =>
      Array.from({ length: 8 }, (__, i) => this.bits[8 * at + i] ?? 0).reduce((byte, bit) => 2 * byte + bit, 0))
  }
}

/** Rice codes of this order, while they begin with fewer zeros than that, then exponential Golomb codes of that order. */
type Code = readonly [riceOrder: number, golombOrder: number, mostZeros: number]

const FIRST_DC: Code = [5, 6, 1]

/** By the size of the difference before. */
const DC: readonly Code[] = [[0, 1, 1], [1, 2, 1], [2, 3, 2], [3, 4, 1]]

/** By the run before, up to the first of each row, and by the level before. */
const RUNS: readonly (readonly [upTo: number, code: Code])[] = [
  [1, [0, 1, 3]], [3, [0, 1, 2]], [4, [0, 1, 1]], [8, [1, 2, 2]], [14, [1, 2, 1]], [Infinity, [2, 3, 1]],
]
const LEVELS: readonly (readonly [upTo: number, code: Code])[] = [
  [1, [0, 2, 3]], [2, [0, 1, 2]], [3, [0, 1, 3]], [4, [0, 1, 1]], [8, [1, 2, 1]], [Infinity, [2, 3, 1]],
]

const chosen = (codes: typeof RUNS, before: number): Code => codes.find(([upTo]) => before <= upTo)?.[1] as Code

function putCode(to: Bits, [riceOrder, golombOrder, mostZeros]: Code, value: number): void {
  const beyond = mostZeros * 2 ** riceOrder
  if (value < beyond) {
    to.put(1, Math.floor(value / 2 ** riceOrder) + 1)
    to.put(value % 2 ** riceOrder, riceOrder)
    return
  }
  const rest = value - beyond + 2 ** golombOrder
  const bits = Math.floor(Math.log2(rest))
  to.put(0, bits - golombOrder + mostZeros)
  to.put(rest, bits + 1)
}

/** Signed numbers by their size: 0, -1, 1, -2, 2... */
const fold = (value: number): number => (value >= 0 ? 2 * value : -2 * value - 1)

/** The levels of a plane of a slice, block by block (SMPTE RDD 36, 7.1.1). */
export function codeLevels(blocks: readonly (readonly number[])[], to: Bits): void {
  let code = 3
  let sign = 1
  for (const [index, block] of blocks.entries()) {
    const first = block[0] as number
    if (index === 0) {
      putCode(to, FIRST_DC, fold(first))
      continue
    }
    const difference = first - (blocks[index - 1]?.[0] as number)
    const folded = fold(sign * difference)
    putCode(to, DC[code] as Code, folded)
    code = Math.min(3, Math.ceil(folded / 2))
    sign = difference < 0 ? -1 : 1
  }
  let [run, runBefore, levelBefore] = [0, 4, 2]
  for (const place of SCAN.slice(1)) {
    for (const block of blocks) {
      const level = block[place] as number
      if (level === 0) {
        run++
        continue
      }
      putCode(to, chosen(RUNS, runBefore), run)
      putCode(to, chosen(LEVELS, levelBefore), Math.abs(level) - 1)
      to.put(level < 0 ? 1 : 0, 1)
      ;[run, runBefore, levelBefore] = [0, run, Math.abs(level)]
    }
  }
}

/** Samples of 8 or 16 bits, without loss (SMPTE RDD 36, 7.1.2): how much each differs from the last, and how many are like it. */
export function codeAlpha(samples: readonly number[], bits: number, to: Bits): void {
  const [few, whole] = [bits === 8 ? 3 : 6, 2 ** bits]
  let before = whole - 1
  for (let at = 0; at < samples.length;) {
    const value = samples[at] as number
    const turned = (value - before + whole) % whole
    const near = turned >= whole - 2 ** few ? turned - whole : turned
    const isNear = near !== 0 && Math.abs(near) <= 2 ** few
    to.put(isNear ? 0 : 1, 1)
    if (isNear) to.put(2 * (Math.abs(near) - 1) + (near < 0 ? 1 : 0), few + 1)
    else to.put(turned, bits)
    let next = at + 1
    while (next < samples.length && samples[next] === value) next++
    const run = next - at - 1
    if (run > 0) to.put(run, run < 16 ? 5 : 16)
    else if (next < samples.length) to.put(1, 1)
    before = value
    at = next
  }
}
