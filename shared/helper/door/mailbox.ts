import * as fs from 'node:fs'
import * as path from 'node:path'
import { preferenceFiles, readPreferences } from './profiles'

/** Windows refuses to replace a file for the moment that another program reads it. */
const RENAME_TRIES = 20

/** The folder between the helper and the script in Resolve, readable by this user alone. */
export class Mailbox {
  /** @param profiles see profileFolders */
  constructor(private readonly folder: string, private readonly profiles: readonly string[]) {}

  /** Makes the folder, and takes out what an earlier helper left. */
  open(): void {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32') fs.chmodSync(this.folder, 0o700)
    this.empty()
  }

  empty(): void {
    for (const name of this.names()) fs.rmSync(path.join(this.folder, name), { force: true })
  }

  /** Whole or not at all. */
  write(name: string, text: string): void {
    const file = path.join(this.folder, name)
    const temporary = `${file}.new`
    fs.writeFileSync(temporary, text, { mode: 0o600 })
    for (let tries = 1; ; tries++) {
      try {
        fs.renameSync(temporary, file)
        return
      } catch (thrown) {
        const isHeld = ['EPERM', 'EACCES', 'EBUSY'].includes((thrown as NodeJS.ErrnoException).code ?? '')
        if (!isHeld || tries === RENAME_TRIES) throw thrown
      }
    }
  }

  remove(name: string): void {
    fs.rmSync(path.join(this.folder, name), { force: true })
  }

  /** What a script wrote into the folder; empty where there is none. */
  read(name: string): string {
    return readPreferences(path.join(this.folder, name))
  }

  /** Texts in which a script may say hello, each with the preferences file it comes from, if it is one. */
  greetings(): { text: string; preferences: string | undefined }[] {
    const files = this.names().filter((name) => /^hello-[0-9a-z]+$/.test(name))
    return [
      ...preferenceFiles(this.profiles).map((file) => ({ text: readPreferences(file), preferences: file })),
      ...files.map((name) => ({ text: this.read(name), preferences: undefined })),
    ]
  }

  /** Of files; a folder in it is none of ours. */
  private names(): string[] {
    if (!fs.existsSync(this.folder)) return []
    return fs.readdirSync(this.folder, { withFileTypes: true }).filter((each) => !each.isDirectory()).map(({ name }) => name)
  }
}
