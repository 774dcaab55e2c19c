import type { Graph } from '../../../../plugins/resolve/api'
import { ApiObject } from './api-object'
import type { Machine } from './machine'
import { isText, isWhole } from './values'

/** What a clip's colour page holds, as far as a script comes near it. */
export interface Grade {
  /** What the user did by hand; for tests to tell grades from each other. */
  look: string
  nodes: { label: string; lut: string; isEnabled: boolean }[]
}

export const freshGrade = (): Grade => ({ look: '', nodes: [{ label: '', lut: '', isEnabled: true }] })

export const copyGrade = ({ look, nodes }: Grade): Grade => ({ look, nodes: nodes.map((node) => ({ ...node })) })

/** Which files `SetLUT` finds: those that were there when the list was last read (D7). */
export interface KnownLuts {
  folder: string
  names: string[]
}

export class GraphObject extends ApiObject implements Graph {
  readonly kind = 'Graph'

  constructor(machine: Machine, private readonly holder: { grade: Grade }, private readonly luts: KnownLuts) {
    super(machine)
  }

  private node(at: unknown): Grade['nodes'][number] | undefined {
    return isWhole(at) ? this.holder.grade.nodes[at - 1] : undefined
  }

  GetNumNodes(): number {
    return this.holder.grade.nodes.length
  }

  GetNodeLabel(at: number): string | undefined {
    return this.node(at)?.label
  }

  SetLUT(at: number, path: string): boolean {
    const node = this.node(at)
    const { folder, names } = this.luts
    const name = isText(path) && path.startsWith(`${folder}/`) ? path.substring(folder.length + 1) : path
    if (node === undefined || !isText(name) || (name !== '' && names.indexOf(name) < 0)) return false
    this.machine.step('SetLUT')
    node.lut = name
    return true
  }

  GetLUT(at: number): string | undefined {
    return this.node(at)?.lut
  }

  SetNodeEnabled(at: number, isEnabled: boolean): boolean {
    const node = this.node(at)
    if (node !== undefined) node.isEnabled = isEnabled
    return node !== undefined
  }
}
