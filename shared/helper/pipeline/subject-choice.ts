import type { Region } from '#native'
import type { Parts } from './matte-parts'
import type { Size } from './matte-steady'

/** A part that lies in the box by this share is meant as a whole. */
const WHOLE = 0.6

/** A box smaller than this, in samples, is a point. */
const POINT = 2

/** How far from a point a part may be, as a share of the longer side. */
const POINT_REACH = 0.06

/** Which samples belong to what is in a box: whole parts that are mostly in it; of one much larger, what is in the box. */
export function choosePart({ labels, areas }: Parts, plane: Float32Array, box: Region, size: Size): Float32Array {
  const inside = areas.map(() => 0)
  const isPoint = box.width <= POINT && box.height <= POINT
  const reach = isPoint ? Math.max(size.width, size.height) * POINT_REACH : 0
  let nearest = { label: 0, distance: Infinity }
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number
    if (label === 0) continue
    const [x, y] = [i % size.width, Math.floor(i / size.width)]
    const distance = Math.hypot(beyond(x, box.left, box.width), beyond(y, box.top, box.height))
    if (distance === 0) inside[label] = (inside[label] as number) + 1
    if (distance <= reach && distance < nearest.distance) nearest = { label, distance }
  }
  if (isPoint) return Float32Array.from(labels, (label) => (label !== 0 && label === nearest.label ? 1 : 0))
  const isWhole = areas.map((area, label) => label > 0 && (inside[label] as number) >= WHOLE * area)
  const best = inside.reduce((most, count, label) => (label > 0 && count > (inside[most] as number) ? label : most), 0)
  return Float32Array.from(labels, (label, i) => {
    if (label === 0) return 0
    if (isWhole[label]) return 1
    const [x, y] = [i % size.width, Math.floor(i / size.width)]
    const isIn = beyond(x, box.left, box.width) === 0 && beyond(y, box.top, box.height) === 0
    return label === best && isIn && (plane[i] as number) > 0 ? 1 : 0
  })
}

const beyond = (at: number, start: number, length: number): number =>
  (at < start ? start - at : at >= start + length ? at - start - length + 1 : 0)
