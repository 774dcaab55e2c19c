import type { Size } from './matte-steady'

/** What is above this belongs to a part of the matte. */
const LEAST = 0.35

/** Parts smaller than this share of the plane are dust. */
const DUST = 0.0004

/** The parts of a matte that do not touch. */
export interface Parts {
  /** Per sample the number of its part, from 1; 0 where there is none. */
  labels: Int32Array
  /** Samples of each part; of 0 that of none. */
  areas: number[]
}

/** Parts connected by sides; dust belongs to none. */
export function partsOf(plane: Float32Array, { width, height }: Size): Parts {
  const labels = new Int32Array(plane.length)
  const stack = new Int32Array(plane.length)
  const areas = [0]
  for (let start = 0; start < plane.length; start++) {
    if (labels[start] !== 0 || (plane[start] as number) < LEAST) continue
    const label = areas.length
    let [filled, top] = [0, 1]
    stack[0] = start
    labels[start] = label
    const visit = (i: number): void => {
      if (labels[i] !== 0 || (plane[i] as number) < LEAST) return
      labels[i] = label
      stack[top++] = i
    }
    while (top > 0) {
      const i = stack[--top] as number
      const x = i % width
      filled++
      if (x > 0) visit(i - 1)
      if (x < width - 1) visit(i + 1)
      if (i >= width) visit(i - width)
      if (i < width * (height - 1)) visit(i + width)
    }
    areas.push(filled)
  }
  return withoutDust({ labels, areas }, DUST * plane.length)
}

function withoutDust({ labels, areas }: Parts, least: number): Parts {
  const kept = [0]
  const names = areas.map((area, label) => (label > 0 && area >= least ? kept.push(area) - 1 : 0))
  return { labels: labels.map((label) => names[label] as number), areas: kept }
}

/** Sums of a plane over each part. */
export function sumsOver({ labels, areas }: Parts, plane: Float32Array): number[] {
  const sums = areas.map(() => 0)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number
    if (label > 0) sums[label] = (sums[label] as number) + (plane[i] as number)
  }
  return sums
}
