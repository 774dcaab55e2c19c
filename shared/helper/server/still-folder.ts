import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of this user alone, where an application writes what it shows; made when first asked for, gone with the helper. */
export class StillFolder {
  private made: string | undefined

  path(): string {
    this.made ??= mkdtempSync(join(tmpdir(), 'firstpass-stills-'))
    return this.made
  }

  remove(): void {
    if (this.made !== undefined) rmSync(this.made, { recursive: true, force: true })
  }
}
