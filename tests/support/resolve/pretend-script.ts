import * as fs from 'node:fs'
import * as path from 'node:path'
import { Door } from '#helper/door/door'
import { temporaryFolder } from '../helper'

/** As the script in Resolve writes it (plugins/resolve/scripts/channel.ts). */
export function frame(who: string, seq: number, { text, part = 1, parts = 1 }: Said): string {
  const body = Buffer.from(text, 'utf8').toString('base64')
  return `fp1;${who};${seq};${part};${parts};${body.length};${body};end`
}

interface Said {
  text: string
  part?: number
  parts?: number
}

export interface Hello {
  protocol: number
  agent: string
  session: string
  roll: number
  next: number
  product: string
  version: string
  channel: 'files' | 'preferences'
  pid: number
}

/** A door on a clock of its own, with nobody behind it but what a test writes. */
export class PretendRoom {
  readonly folder = path.join(temporaryFolder(), 'door')
  readonly profile = path.join(temporaryFolder(), 'Default', 'Fusion.prefs')
  readonly dead = new Set<number>()
  nowMs = 1_000_000
  /** Called at every wait of the door's; what it does may take time. */
  whileItWaits: () => void = () => undefined
  readonly door = new Door({
    folder: this.folder, profiles: [path.dirname(path.dirname(this.profile))], nowMs: () => this.nowMs,
    isAlive: (pid) => !this.dead.has(pid),
    wait: async (ms) => {
      this.nowMs += ms
      this.whileItWaits()
    },
  })

  constructor() {
    fs.mkdirSync(path.dirname(this.profile), { recursive: true })
    this.door.open()
  }

  /** A field of the ticket. */
  ticket(name: 'session' | 'agent' | 'seats' | 'roll'): string {
    const text = fs.readFileSync(path.join(this.folder, 'ticket.lua'), 'utf8')
    return new RegExp(`${name}="?([0-9a-z]*)"?[,}]`).exec(text)?.[1] ?? 'absent'
  }

  hello(changes: Partial<Hello> = {}): Hello {
    const hello: Hello = {
      protocol: 1, agent: 'agent0001', session: this.ticket('session'), roll: Number(this.ticket('roll')), next: 1,
      product: 'DaVinci Resolve', version: '21.1.0.7', channel: 'files', pid: 4000, ...changes,
    }
    const text = frame('hello', 0, { text: JSON.stringify(hello) })
    if (hello.channel === 'files') fs.writeFileSync(path.join(this.folder, `hello-${hello.agent}`), text)
    else fs.writeFileSync(this.profile, `{ Global = { Firstpass = { Hello = "${text}", }, }, }`)
    return hello
  }

  /** The request that lies there for a script, as Lua. */
  request(seq: number, agent = 'agent0001'): string | undefined {
    const file = path.join(this.folder, `request-${agent}-${seq}.lua`)
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined
  }

  /** Answers every request with what `say` gives for its number, once. */
  answerWith(say: (seq: number) => string | undefined, agent = 'agent0001'): void {
    const seen = new Set<string>()
    this.whileItWaits = () => {
      for (const name of fs.readdirSync(this.folder)) {
        const seq = new RegExp(`^request-${agent}-([0-9]+)[.]lua$`).exec(name)?.[1]
        if (seq === undefined || seen.has(name)) continue
        seen.add(name)
        const text = say(Number(seq))
        if (text !== undefined) fs.writeFileSync(path.join(this.folder, `answer-${agent}-${seq}`), text)
      }
    }
  }
}
