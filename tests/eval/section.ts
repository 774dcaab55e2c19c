/** What another method reaches on the same pictures. */
export interface Beside {
  name: string
  value: number
  /** Taken from a publication whose protocol differs from ours; not measured again here. */
  isPublished?: true
}

/** One figure: what was asked, what came out. */
export interface Figure {
  what: string
  /** Written after each value, for example `dB` or `s/MP`; may be empty. */
  unit: string
  reached: number
  /** What the figure should be; without it, it only informs. */
  goal?: { atLeast: number } | { atMost: number }
  beside?: readonly Beside[]
  /** After the point; 2 where left out. */
  digits?: number
}

export interface EvalContext {
  /** Folder of the research data; holds `cbsd`, `set5`. */
  data: string
}

/** Part of `npm run eval`. Runs the product's own tasks and measures what they give. */
export interface Section {
  name: string
  /** @throws NotRun where data, weights or a program that it needs are absent */
  run(context: EvalContext): Promise<readonly Figure[]>
}

/** A section that could not be measured here; anything else that is thrown is a failure. */
export class NotRun extends Error {}

export const isReached = ({ reached, goal }: Figure): boolean =>
  goal === undefined || ('atLeast' in goal ? reached >= goal.atLeast : reached <= goal.atMost)

/** Rows of a table under their names, in columns as wide as need be; the last column is not padded. */
export function formatFigures(figures: readonly Figure[]): string {
  const rows = [['what', 'goal', 'reached', '', 'beside'], ...figures.map(cellsOf)]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}

function cellsOf(figure: Figure): string[] {
  const { what, unit, reached, goal, beside = [], digits = 2 } = figure
  const withUnit = (value: number): string => `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`
  const wanted = goal === undefined ? '' : 'atLeast' in goal ? `>= ${withUnit(goal.atLeast)}` : `<= ${withUnit(goal.atMost)}`
  const others = beside.map(({ name, value, isPublished }) =>
    `${name} ${value.toFixed(digits)}${isPublished ? ' (published, other protocol)' : ''}`)
  return [what, wanted, withUnit(reached), goal === undefined ? '' : isReached(figure) ? 'reached' : 'missed', others.join('; ')]
}
