import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** One entry of a tarball, as it stands there; a hostile one may have any name and be a link. */
export interface TarEntry {
  name: string
  body?: Uint8Array
  linkTo?: string
}

export interface FakePackage {
  name: string
  version: string
  tarball: Uint8Array
  /** What the registry claims; the true one if left out. */
  integrity?: string
  /** How many of the tarball's bytes are really sent before the connection breaks. */
  sentBytes?: number
}

export const integrityOf = (bytes: Uint8Array): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`

/** A gzipped ustar archive of these entries, in this order. */
export function packTarball(entries: readonly TarEntry[]): Uint8Array {
  const blocks = entries.flatMap(({ name, body = new Uint8Array(), linkTo }) =>
    [tarHeader({ name, bytes: body.length, linkTo }), body, new Uint8Array((512 - body.length % 512) % 512)])
  return gzipSync(Buffer.concat([...blocks, new Uint8Array(1024)]))
}

function tarHeader({ name, bytes, linkTo }: { name: string; bytes: number; linkTo: string | undefined }): Uint8Array {
  const header = Buffer.alloc(512)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write(linkTo === undefined ? '0' : '2', 156)
  header.write(linkTo ?? '', 157, 100)
  header.write('ustar\x0000', 257)
  header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** A package registry on this machine: packuments and tarballs, with the faults its packages ask for. */
export class RegistryServer {
  private readonly packages = new Map<string, FakePackage>()
  private readonly pages = new Map<string, (response: ServerResponse) => void>()
  private readonly server = createServer((request, response) => this.answer(request, response))
  /** Paths asked for, in order. */
  readonly requests: string[] = []

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return this.url
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  publish(each: FakePackage): void {
    this.packages.set(each.name, each)
  }

  /** Any other address of this server. */
  page(path: string, answer: (response: ServerResponse) => void): string {
    this.pages.set(path, answer)
    return this.url + path
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(request.url ?? '')
    this.requests.push(path)
    const page = this.pages.get(path)
    const named = [...this.packages.values()]
    const described = named.find(({ name }) => path === `/${name}`)
    const asked = named.find(({ name }) => path === `/${name}/-/package.tgz`)
    if (page !== undefined) page(response)
    else if (described !== undefined) this.sendPackument(described, response)
    else if (asked !== undefined) sendTarball(asked, response)
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Not found"}')
  }

  private sendPackument({ name, version, tarball, integrity }: FakePackage, response: ServerResponse): void {
    const dist = { tarball: `${this.url}/${name}/-/package.tgz`, integrity: integrity ?? integrityOf(tarball) }
    const packument = { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(packument))
  }
}

function sendTarball({ tarball, sentBytes }: FakePackage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': tarball.length })
  if (sentBytes === undefined) response.end(tarball)
  else response.write(tarball.subarray(0, sentBytes), () => response.destroy())
}
