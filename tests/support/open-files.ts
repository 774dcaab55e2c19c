import * as fs from 'node:fs'
import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import type { Client } from '#client'
import type { Pixels } from '#host'
import { pixelBytes, plainHeader } from '#protocol'
import { DocumentStore } from '#standalone/web/document-store'
import { FilesHost } from '#standalone/web/files-host'
import { openFile } from '#standalone/web/open-file'
import { ask, askAs, nodeSurroundings, openClient, startTestHelper, type TestHelper } from './helper'

/** The file host of a page, without the page: a helper with the real codec, and an engine that copies. */
export interface OpenedFiles {
  helper: TestHelper
  client: Client
  store: DocumentStore
  host: FilesHost
  /** Opens a file as if it were dropped. */
  open(file: string, name?: string): Promise<void>
}

const CODEC = '../../../shared/helper/engine/codec-main'

export async function openFilesHost(engine?: string): Promise<OpenedFiles> {
  const helper = await startTestHelper({ codec: CODEC, ...(engine === undefined ? {} : { engine }) })
  const { code } = (await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/session-code' })).json()
  const session = await ask(helper, {
    method: 'POST', path: '/v1/session', body: JSON.stringify({ code }), headers: { 'content-type': 'application/json' },
  })
  const { token, panel } = session.json() as { token: string; panel: string }
  const client = openClient(helper, { surroundings: nodeSurroundings, panel, token: () => token })
  const store = new DocumentStore()
  const newId = (): string => randomBytes(6).toString('hex')
  const host = new FilesHost({ client, store, newId })
  return {
    helper, client, store, host,
    async open(file, name = 'photo.png') {
      const bytes = fs.readFileSync(file)
      const source = {
        name, bytes: bytes.length,
        read: (offset: number, length: number) => new Uint8Array(bytes.subarray(offset, offset + length)),
      }
      store.add(await openFile(client, source, { id: newId() }))
    },
  }
}

/** A PNG whose red counts columns and whose green counts rows. */
export async function writeRamp(file: string, width: number, height: number): Promise<void> {
  const data = Buffer.alloc(width * height * 3)
  for (let at = 0; at < width * height; at++) data.set([at % width, Math.floor(at / width), 7], at * 3)
  await sharp(data, { raw: { width, height, channels: 3 } }).png().toFile(file)
}

/** Gray pixels made here, as a result of the helper would be. */
export function grayPixels(
  at: { left: number; top: number; width: number; height: number }, value: (x: number, y: number) => number,
): Pixels {
  const header = { ...plainHeader(at, 'gray', 'u8'), origin: { left: at.left, top: at.top } }
  const bytes = Uint8Array.from({ length: pixelBytes(header) }, (_, index) =>
    value(at.left + index % at.width, at.top + Math.floor(index / at.width)))
  return { header, read: (offset, length) => bytes.slice(offset, offset + length) }
}

export async function allOf(pixels: Pixels): Promise<number[]> {
  return [...await pixels.read(0, pixelBytes(pixels.header))]
}
