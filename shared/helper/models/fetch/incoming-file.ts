import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import type { SourceFile } from '../manifest'

/** A download that is not what the manifest says. The caller adds which model it was for. */
export class WrongDownload extends Error {}

/** Writes one expected file as it comes in, never more than its size, and hashes it on the way. */
export class IncomingFile {
  private readonly hash = createHash('sha256')
  private readonly descriptor: number
  private received = 0

  constructor(private readonly name: string, private readonly expected: SourceFile, to: string) {
    this.descriptor = openSync(to, 'w', 0o600)
  }

  write(chunk: Uint8Array): void {
    this.received += chunk.length
    if (this.received > this.expected.bytes) {
      throw new WrongDownload(`${this.name} is larger than the ${this.expected.bytes} bytes of its manifest`)
    }
    this.hash.update(chunk)
    for (let at = 0; at < chunk.length;) at += writeSync(this.descriptor, chunk, at)
  }

  /** @throws WrongDownload unless the file is whole and has the hash of its manifest */
  finish(): void {
    this.close()
    if (this.received !== this.expected.bytes) {
      throw new WrongDownload(`${this.name} ended after ${this.received} of ${this.expected.bytes} bytes`)
    }
    const sha256 = this.hash.digest('hex')
    if (sha256 !== this.expected.sha256) throw new WrongDownload(`${this.name} has the SHA-256 ${sha256}`)
  }

  close(): void {
    closeSync(this.descriptor)
  }
}
