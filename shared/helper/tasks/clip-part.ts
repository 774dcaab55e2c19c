import fs from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { failure, markerSchema, z } from '#protocol'
import { type Measured, measureFile, syncFolder, syncPath } from '#helper/media/measure-file'
import type { SourceMark } from './clip-source'

/** Output frames of a chunk. */
export const CHUNK_FRAMES = 48

const PLAN = 'plan.json'

/** What the chunks of a folder were made for; with another plan they are worth nothing. */
export interface PartPlan {
  job: string
  helper: string
  /** What the user calls the clip. */
  name: string
  source: SourceMark
  frames: number
  first: number
  encoding: string
  /** Size, samples and rate of the frames. */
  shape: string
}

const stored = { name: z.string(), bytes: z.number(), sha256: z.string() }
const chunkSchema = z.strictObject({
  index: z.number(), ...stored, frames: z.number(), marks: z.array(markerSchema),
  state: z.optional(z.strictObject(stored)),
})
export type WholeChunk = z.infer<typeof chunkSchema>

const planSchema = z.looseObject({ job: z.string(), source: z.record(z.string(), z.string()) })

const manifestName = (index: number): string => `chunk-${String(index).padStart(6, '0')}.json`

/** The hidden folder of a job's chunks: `.NAME.ID.part`. What its manifests name is whole; everything else in it is not. */
export class PartFolder {
  private readonly chunks: WholeChunk[] = []
  /** What is not the job's own is never removed. */
  private isOurs = false

  constructor(readonly path: string, private readonly plan: PartPlan) {}

  file(name: string): string {
    return path.join(this.path, name)
  }

  get whole(): readonly WholeChunk[] {
    return this.chunks
  }

  /** What the frames yet to come must know of those made. */
  readState(): Buffer | undefined {
    const state = this.chunks.at(-1)?.state
    return state && fs.readFileSync(this.file(state.name))
  }

  /**
   * Takes up what an earlier run left, after looking whether it is still what it was, or begins anew.
   * @throws MEDIA_CHANGED, OUTPUT_UNWRITABLE where this name is taken
   */
  async open(progress: (done: number, total: number) => void): Promise<void> {
    const found = this.readPlan()
    if (found === undefined) {
      this.begin()
      return
    }
    if (found.job !== this.plan.job) throw failure('OUTPUT_UNWRITABLE', { path: this.path, reason: 'another job has this name' })
    this.isOurs = true
    if (!isDeepStrictEqual(found.source, this.plan.source)) {
      throw failure('MEDIA_CHANGED', { path: this.plan.name, reason: 'it was written to since the job began' })
    }
    if (isDeepStrictEqual(found, { ...this.plan })) await this.findWhole(progress)
    this.removeRest()
    this.writePlan()
  }

  /** Says, for good, that a chunk is whole. `state` is what comes with it. */
  commit(chunk: Pick<WholeChunk, 'index' | 'name' | 'frames' | 'marks'>, file: Measured, state?: WholeChunk['state']): void {
    const { bytes, sha256 } = file
    const whole: WholeChunk = { ...chunk, bytes, sha256, ...(state ? { state } : {}) }
    this.writeJson(manifestName(chunk.index), whole)
    this.chunks.push(whole)
    // One earlier state stays, for a last chunk that does not survive.
    const old = this.chunks.at(-3)?.state
    if (old) fs.rmSync(this.file(old.name), { force: true })
  }

  /** Makes a state last before its chunk is told of. */
  async writeState(name: string, bytes: Buffer): Promise<NonNullable<WholeChunk['state']>> {
    fs.writeFileSync(this.file(name), bytes)
    syncPath(this.file(name))
    return { name, ...await measureFile(this.file(name)) }
  }

  remove(): void {
    if (this.isOurs) fs.rmSync(this.path, { recursive: true, force: true })
  }

  /** Removes what no manifest names: the work of a run that was cut short. */
  removeRest(): void {
    if (!this.isOurs) return
    const named = this.chunks.flatMap(({ index, name, state }) => [manifestName(index), name, state?.name ?? name])
    const kept = new Set([PLAN, ...named])
    for (const name of fs.readdirSync(this.path)) {
      if (!kept.has(name)) fs.rmSync(this.file(name), { recursive: true, force: true })
    }
  }

  private begin(): void {
    try {
      fs.mkdirSync(this.path)
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
      // Empty: a run that ended before it had a plan.
      const isEmpty = fs.lstatSync(this.path).isDirectory() && fs.readdirSync(this.path).every((name) => name.startsWith(PLAN))
      if (!isEmpty) throw failure('OUTPUT_UNWRITABLE', { path: this.path, reason: 'something else has this name' }, thrown)
    }
    this.isOurs = true
    this.writePlan()
  }

  private writePlan(): void {
    this.writeJson(PLAN, this.plan)
  }

  private readPlan(): z.infer<typeof planSchema> | undefined {
    try {
      return planSchema.parse(JSON.parse(fs.readFileSync(this.file(PLAN), 'utf8')))
    } catch {
      return undefined
    }
  }

  private async findWhole(progress: (done: number, total: number) => void): Promise<void> {
    const total = Math.ceil(this.plan.frames / CHUNK_FRAMES)
    for (let index = 0; index < total; index++) {
      progress(index, total)
      const chunk = this.readManifest(index)
      if (!chunk || !await this.isWhole(chunk)) break
      this.chunks.push(chunk)
    }
    // The frames after a chunk need its state, if it has one.
    while (!await this.hasState()) this.chunks.pop()
  }

  private async hasState(): Promise<boolean> {
    const state = this.chunks.at(-1)?.state
    return state === undefined || await this.isWhole(state)
  }

  private readManifest(index: number): WholeChunk | undefined {
    try {
      return chunkSchema.parse(JSON.parse(fs.readFileSync(this.file(manifestName(index)), 'utf8')))
    } catch {
      return undefined
    }
  }

  private async isWhole({ name, bytes, sha256 }: Measured & { name: string }): Promise<boolean> {
    if (path.basename(name) !== name || !fs.existsSync(this.file(name))) return false
    const found = await measureFile(this.file(name))
    return found.bytes === bytes && found.sha256 === sha256
  }

  private writeJson(name: string, content: unknown): void {
    const file = this.file(name)
    fs.writeFileSync(`${file}.new`, JSON.stringify(content))
    syncPath(`${file}.new`)
    fs.renameSync(`${file}.new`, file)
    syncFolder(this.path)
  }
}
