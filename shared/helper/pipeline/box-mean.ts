/** Means of 3 x 3 of each plane, the edge repeated, in place. */
export function smoothPlanes(planes: Float32Array, { width, height }: { width: number; height: number }): Float32Array {
  const area = width * height
  const across = new Float32Array(area)
  for (let plane = 0; plane < planes.length; plane += area) {
    for (let y = 0, i = 0; y < height; y++) {
      const start = plane + y * width
      for (let x = 0; x < width; x++, i++) {
        const left = planes[start + Math.max(0, x - 1)] as number
        across[i] = left + (planes[start + x] as number) + (planes[start + Math.min(width - 1, x + 1)] as number)
      }
    }
    for (let i = 0; i < area; i++) {
      const above = across[i >= width ? i - width : i] as number
      const below = across[i + width < area ? i + width : i] as number
      planes[plane + i] = (above + (across[i] as number) + below) / 9
    }
  }
  return planes
}
