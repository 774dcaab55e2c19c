declare module '@npmcli/config' {
  interface ConfigSettings {
    definitions: unknown
    shorthands: unknown
    flatten: unknown
    nerfDarts: unknown
    npmPath: string
    argv: string[]
    env: Record<string, string | undefined>
    cwd: string
    warn: boolean
  }

  export default class Config {
    constructor(settings: ConfigSettings)
    load(): Promise<void>
    readonly flat: Record<string, unknown>
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  const parts: { definitions: unknown; shorthands: unknown; flatten: unknown; nerfDarts: unknown }
  export default parts
}

declare module 'make-fetch-happen' {
  interface Response {
    status: number
    headers: { get(name: string): string | null }
    body: AsyncIterable<Uint8Array> & { destroy(): void }
  }

  export default function fetch(url: string, options: Record<string, unknown>): Promise<Response>
}
