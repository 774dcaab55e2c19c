import * as fs from 'node:fs'
import * as path from 'node:path'
import {
  type AnyPreset, anyPresetSchema, checkPresetName, failure, isClipTask, MAX_PRESET_BYTES, MOST_PRESETS,
} from '#protocol'
import { makePrivateFolder, writePrivate } from './private-file'

const ENDING = '.json'

/** Files looked at in a folder that may hold anything. */
const MOST_FILES = 5 * MOST_PRESETS

/** The data folder's `presets/`: one file each, named as the preset is, which the command line reads by that name. */
export class PresetShelf {
  constructor(private readonly folder: string) {}

  /** By name; what is no preset is left out, and left alone. */
  list(): AnyPreset[] {
    const presets = this.names().flatMap((name) => this.read(name) ?? [])
    return presets.slice(0, MOST_PRESETS)
  }

  /**
   * Written whole or not at all.
   * @throws OPTION_INVALID for a name that no file can have, or that
   * one has which is none, or one of a clip where this is one of a picture; one preset too many
   */
  save(preset: AnyPreset): void {
    checkPresetName(preset.name)
    const names = this.names()
    const known = names.find((name) => isSameName(name, preset.name))
    const isOfClip = isClipTask(preset.task)
    const there = known === undefined ? undefined : this.read(known)
    if (known !== undefined && (!there || isClipTask(there.task) !== isOfClip)) {
      const reason = `the file "${known}${ENDING}" is there already, and is no preset of a ${isOfClip ? 'clip' : 'picture'}`
      throw failure('OPTION_INVALID', { option: 'preset', reason })
    }
    if (known === undefined && names.length >= MOST_PRESETS) {
      throw failure('OPTION_INVALID', { option: 'preset', reason: `there are ${MOST_PRESETS} already; remove one first` })
    }
    const text = `${JSON.stringify(preset, null, 2)}\n`
    if (Buffer.byteLength(text) > MAX_PRESET_BYTES) {
      throw failure('OPTION_INVALID', { option: 'preset', reason: `it is larger than ${MAX_PRESET_BYTES} bytes` })
    }
    makePrivateFolder(this.folder)
    // Some disks know small letters from large ones and would keep both.
    if (known !== undefined && known !== preset.name) fs.renameSync(this.fileOf(known), this.fileOf(preset.name))
    writePrivate(this.fileOf(preset.name), text)
  }

  /** Harmless if there is none. @throws OPTION_INVALID for a name that no file can have */
  remove(name: string): void {
    checkPresetName(name)
    if (this.read(name) === undefined) return
    fs.rmSync(this.fileOf(name), { force: true })
  }

  private fileOf(name: string): string {
    return path.join(this.folder, name + ENDING)
  }

  /** Of all that is there, presets or not, in the order of the alphabet. */
  private names(): string[] {
    if (!fs.existsSync(this.folder)) return []
    return fs.readdirSync(this.folder).slice(0, MOST_FILES)
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length))
      .sort((a, b) => a.localeCompare(b))
  }

  /** Undefined of links too. What counts is the file's name: by that the command line finds it. */
  private read(name: string): AnyPreset | undefined {
    try {
      checkPresetName(name)
      const found = fs.lstatSync(this.fileOf(name))
      if (!found.isFile() || found.size > MAX_PRESET_BYTES) return undefined
      // Editors on Windows put a byte order mark in front.
      const text = fs.readFileSync(this.fileOf(name), 'utf8').replace(/^\uFEFF/, '')
      return { ...anyPresetSchema.parse(JSON.parse(text)), name }
    } catch {
      return undefined
    }
  }
}

const isSameName = (a: string, b: string): boolean => a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase()
