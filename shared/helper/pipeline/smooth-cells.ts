/**
 * Averages lines of `length` cells that are `step` apart, by weights 1, `centre`, 1; the ends count twice. In place: rows
 * with step 1, columns with the row's length as step.
 */
export function smoothCells(
  cells: Float32Array, { length, step, centre }: { length: number; step: number; centre: number },
): void {
  const lines = cells.length / length
  for (let line = 0; line < lines; line++) {
    const start = step === 1 ? line * length : line
    let before = cells[start] as number
    for (let i = 0; i < length; i++) {
      const at = start + i * step
      const here = cells[at] as number
      const after = i + 1 < length ? (cells[at + step] as number) : here
      cells[at] = (before + centre * here + after) / (centre + 2)
      before = here
    }
  }
}
