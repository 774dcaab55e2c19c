/** A piece of a `.comp` or `.setting` file: text, number, word, or a table with a word before it ("Input { ... }"). */
export interface CompNode {
  word: string
  text?: string
  number?: number
  named: Record<string, CompNode>
  listed: CompNode[]
}

const space = ' \t\r\n'
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'
const digits = '0123456789'
const has = (set: string, character: string): boolean => character !== '' && set.indexOf(character) >= 0

/** Reads the tables that the application itself writes, and nothing more of Lua. Throws a sentence where something else is. */
class CompReader {
  private at = 0

  constructor(private readonly source: string) {}

  private peek(): string {
    while (has(space, this.source.charAt(this.at))) this.at += 1
    return this.source.charAt(this.at)
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false
    this.at += 1
    return true
  }

  private must(character: string): void {
    if (!this.take(character)) throw new Error(`"${character}" is missing at ${this.at}.`)
  }

  private readWord(set: string): string {
    const from = this.at
    while (has(set, this.source.charAt(this.at))) this.at += 1
    return this.source.substring(from, this.at)
  }

  private readText(): string {
    let text = ''
    this.must('"')
    while (this.source.charAt(this.at) !== '"') {
      const character = this.source.charAt(this.at)
      if (character === '' || character === '\n') throw new Error('A text has no end.')
      const isEscape = character === '\\'
      text += isEscape ? this.source.charAt(this.at + 1) : character
      this.at += isEscape ? 2 : 1
    }
    this.at += 1
    return text
  }

  read(): CompNode {
    const first = this.peek()
    if (first === '"') return { word: '', text: this.readText(), named: {}, listed: [] }
    if (has(`${digits}-.`, first)) return { word: '', number: Number(this.readWord(`${digits}-.eE+`)), named: {}, listed: [] }
    const word = has(letters, first) ? this.readWord(`${letters}${digits}`) : ''
    if (this.take('(')) this.must(')')
    const node: CompNode = { word, named: {}, listed: [] }
    if (this.take('{')) this.readEntries(node)
    else if (word === '') throw new Error(`"${first}" is not understood at ${this.at}.`)
    return node
  }

  private readEntries(node: CompNode): void {
    while (!this.take('}')) {
      const name = this.readName()
      if (name === undefined) node.listed.push(this.read())
      else node.named[name] = this.read()
      if (!this.take(',') && this.peek() !== '}') throw new Error(`"," is missing at ${this.at}.`)
    }
  }

  /** `Name =` or `["Name"] =` or `[1] =`; undefined, and nothing read, where none is. */
  private readName(): string | undefined {
    const from = this.at
    const isBracketed = this.take('[')
    const name = this.peek() === '"' && isBracketed ? this.readText() : this.readWord(`${letters}${digits}`)
    if (isBracketed) this.must(']')
    if (name !== '' && this.take('=')) return name
    this.at = from
    return undefined
  }

  isAtEnd(): boolean {
    return this.peek() === ''
  }
}

/** Undefined where the text is no composition. */
export function readComp(text: string): CompNode | undefined {
  try {
    const reader = new CompReader(text)
    const node = reader.read()
    return reader.isAtEnd() ? node : undefined
  } catch {
    return undefined
  }
}
