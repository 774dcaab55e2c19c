import type { FusionComp, FusionTool } from '../../../../plugins/resolve/api'
import { ApiObject } from './api-object'
import type { CompNode } from './comp-text'
import type { Machine } from './machine'
import { FrameMap, isText, type Value } from './values'

/** What goes into an input: a plain value, or the picture of another tool. */
export interface Feed {
  value?: Value
  tool?: string
}

/** V10: as it reads back, and as it renders: they part where something was set while the composition was locked. */
interface Inputs {
  shown: Record<string, Feed>
  rendered: Record<string, Feed>
}

export class ToolObject extends ApiObject implements FusionTool {
  readonly kind = 'FusionTool'
  readonly inputs: Inputs = { shown: {}, rendered: {} }
  /** Of a Loader: its file. */
  file = ''

  constructor(readonly comp: CompObject, readonly type: string, readonly name: string) {
    super(comp.machine)
  }

  GetAttrs(): { TOOLS_Name: string; TOOLS_RegID: string } {
    return { TOOLS_Name: this.name, TOOLS_RegID: this.type }
  }

  /** A time is ignored; nothing can be keyframed. */
  SetInput(name: string, value: unknown): boolean {
    if (!isText(name)) return false
    this.feed(name, { value: value as Value }, !this.comp.isLocked)
    if (this.type === 'Loader' && name === 'Clip' && isText(value) && !this.comp.isLocked) this.file = value
    return true
  }

  feed(name: string, feed: Feed, isRendered: boolean): void {
    this.inputs.shown[name] = feed
    if (isRendered) this.inputs.rendered[name] = feed
  }

  GetInput(name: string): Value {
    if (this.type === 'Loader' && name === 'Clip' && this.file !== '') return this.file
    return this.inputs.shown[name]?.value
  }

  ConnectInput(name: string, output?: FusionTool | null): boolean {
    if (output === undefined || output === null) this.feed(name, {}, true)
    else if (output instanceof ToolObject && output.comp === this.comp) this.feed(name, { tool: output.name }, true)
    else return false
    return true
  }

  Delete(): void {
    this.comp.tools = this.comp.tools.filter((tool) => tool !== this)
    this.isGone = true
  }
}

/** What a clip shows through its composition. `bypassed`: nothing is wired to its end; `fails`: not to its beginning. */
export type CompOutcome = 'bypassed' | 'fails' | 'works'

export class CompObject extends ApiObject implements FusionComp {
  readonly kind = 'FusionComp'
  tools: ToolObject[] = []
  isLocked = false

  constructor(machine: Machine) {
    super(machine)
  }

  Lock(): void {
    this.isLocked = true
  }

  Unlock(): void {
    this.isLocked = false
  }

  /** Numbered from 1, as a table that Lua shows with floats: in JavaScript the names are "1", "2". */
  GetToolList(isSelected?: boolean, id?: string): Record<string, ToolObject> {
    const found = isSelected === true ? [] : this.tools.filter((tool) => !isText(id) || tool.type === id)
    const map = new FrameMap(found.map((tool, index) => ({ frame: index + 1, value: tool })))
    return map as unknown as Record<string, ToolObject>
  }

  FindTool(name: string): ToolObject | undefined {
    return this.tools.find((tool) => tool.name === name)
  }

  AddTool(type: string): ToolObject | undefined {
    if (!isText(type)) return undefined
    // V10: it asks for a file, and nothing goes on until the user has answered.
    if (type === 'Loader' && this.machine.knobs.loaderAsks) {
      this.machine.modal = 'Open File'
      return undefined
    }
    this.machine.step('AddTool')
    return this.make(type, `${type}${this.tools.filter((tool) => tool.type === type).length + 1}`)
  }

  make(type: string, name: string): ToolObject {
    const tool = new ToolObject(this, type, name)
    this.tools.push(tool)
    return tool
  }

  /** As a new composition is: what comes in, unconnected to what goes out. */
  furnish(): void {
    this.make('MediaIn', 'MediaIn1')
    this.make('MediaOut', 'MediaOut1')
  }

  fill(node: CompNode): boolean {
    const tools = node.named.Tools?.named ?? {}
    const names = Object.keys(tools).sort()
    for (const name of names) {
      const described = tools[name]
      if (described === undefined) continue
      const tool = this.make(described.word, name)
      const inputs = described.named.Inputs?.named ?? {}
      for (const input of Object.keys(inputs)) {
        const { Value: value, SourceOp: source } = inputs[input]?.named ?? {}
        tool.feed(input, source?.text === undefined ? { value: value?.text ?? value?.number } : { tool: source.text }, true)
      }
      tool.file = described.named.Clips?.listed[0]?.named.Filename?.text ?? ''
    }
    return names.length > 0
  }

  copy(): CompObject {
    const made = new CompObject(this.machine)
    for (const tool of this.tools) {
      const other = made.make(tool.type, tool.name)
      other.file = tool.file
      for (const name of Object.keys(tool.inputs.shown)) other.inputs.shown[name] = tool.inputs.shown[name] ?? {}
      for (const name of Object.keys(tool.inputs.rendered)) other.inputs.rendered[name] = tool.inputs.rendered[name] ?? {}
    }
    return made
  }

  /** Tools whose pictures reach a tool, itself included. */
  private upstream(name: string): string[] {
    const seen: string[] = []
    const waiting = [name]
    while (waiting.length > 0) {
      const next = waiting.pop() ?? ''
      if (seen.indexOf(next) >= 0) continue
      seen.push(next)
      const rendered = this.tools.find((tool) => tool.name === next)?.inputs.rendered ?? {}
      for (const input of Object.keys(rendered)) {
        const source = rendered[input]?.tool
        if (source !== undefined) waiting.push(source)
      }
    }
    return seen
  }

  /** V10 */
  outcome(): { outcome: CompOutcome; files: string[] } {
    const end = this.tools.find((tool) => tool.type === 'MediaOut')
    if (end?.inputs.rendered.Input?.tool === undefined) return { outcome: 'bypassed', files: [] }
    const reached = this.upstream(end.name)
    const used = this.tools.filter((tool) => reached.indexOf(tool.name) >= 0)
    const isRooted = used.some((tool) => tool.type === 'MediaIn') && used.length === reached.length
    return { outcome: isRooted ? 'works' : 'fails', files: used.map(({ file }) => file).filter((file) => file !== '') }
  }
}
