import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PORTS, VERSION } from '#protocol'
import type { createUxpContext } from '../simulators/uxp/context'
import { UxpEvent } from '../simulators/uxp/dom-event'
import { askAs, type HelperWish, startTestHelper, temporaryFolder, type TestHelper, until } from './helper'
import { showCode } from './test-panel'
import { unzip } from './unzip'

const root = resolve(__dirname, '../..')

interface Manifest {
  version: string
  main: string
  host: { app: string; minVersion: string }
  icons: { path: string }[]
  entrypoints: { type: string; id: string; icons?: { path: string }[] }[]
  requiredPermissions: Record<string, unknown> & { network: { domains: string[] } }
}

/** A plugin as its user installs it, unpacked. */
export interface Packaged {
  folder: string
  names: string[]
  manifest: Manifest
  code: string
}

/** Packs what was built for a host, twice to the same bytes, and unpacks it. */
export async function packPlugin(host: 'photoshop' | 'premiere'): Promise<Packaged> {
  const { zip } = await import(join(root, 'plugins/package.js')) as { zip(folder: string, file: string): Promise<void> }
  const scratch = temporaryFolder()
  const [one, two, folder] = ['one.ccx', 'two.ccx', 'plugin'].map((name) => join(scratch, name)) as [string, string, string]
  for (const file of [one, two]) await zip(join(root, 'build', host), file)
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true)
  const names = unzip(one, folder)
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest
  return { folder, names, manifest, code: readFileSync(join(folder, 'main.js'), 'utf8') }
}

/** It holds what its manifest names and nothing else, is small, runs no code from strings and reaches our ports only. */
export function expectWhole({ folder, names, manifest, code }: Packaged): void {
  const icons = [...manifest.icons, ...manifest.entrypoints.flatMap(({ icons: own = [] }) => own)].map(({ path }) => path)
  const scaled = icons.flatMap((path) => [path, path.replace('.png', '@2x.png')])
  expect(names.sort()).toEqual([...new Set([...scaled, 'index.html', 'main.js', 'manifest.json'])].sort())
  expect(code.length).toBeLessThanOrEqual(200_000)
  expect(/\beval\(|new Function\(/.test(code)).toBe(false)
  expect(readFileSync(join(folder, manifest.main), 'utf8')).toContain('src="main.js"')
  expect(manifest.version).toBe(VERSION)
  expect(manifest.requiredPermissions.network.domains)
    .toEqual(['http', 'ws'].flatMap((scheme) => PORTS.map((port) => `${scheme}://localhost:${port}`)))
}

/** On one of the ports that the manifest names. */
export async function startOnKnownPort(wish: HelperWish): Promise<TestHelper> {
  for (const port of PORTS) {
    const helper = await startTestHelper({ ...wish, env: { TEST_PORT: String(port) } }).catch(() => undefined)
    if (helper) return helper
  }
  throw new Error('none of the ports is free')
}

type Context = ReturnType<typeof createUxpContext>

/** What a panel shows: by the words on it. `kind`: `sp-button` is the one that runs. */
export const buttonOf = ({ document }: Context, label: string, kind = 'sp-button,sp-action-button') =>
  document.querySelectorAll(kind).find(({ textContent }) => textContent.trim() === label)

/** Presses Allow in the helper's window, beside the digits that the panel shows. */
export async function allowByDigits(uxp: Context, { port, file: { token } }: TestHelper): Promise<void> {
  const shown = (): string | undefined => uxp.document.querySelector('.fp-digits')?.textContent.trim()
  await until('it shows its digits', () => shown() !== undefined)
  const { requests } = (await askAs({ port }, token, { path: '/v1/pair-requests' })).json() as unknown as {
    requests: { id: string; digits: string }[]
  }
  expect(requests.map(({ digits }) => digits)).toEqual([shown()])
  await askAs({ port }, token, { method: 'POST', path: `/v1/pair-requests/${requests[0]!.id}/allow` })
  await until('it is paired', () => uxp.document.querySelector('[data-connection]') === null)
}

/** Types the six digits that the helper shows. */
export async function pairByHand(uxp: Context, helper: TestHelper): Promise<void> {
  await until('it asks to be paired', () => buttonOf(uxp, 'Type a code instead') !== undefined)
  buttonOf(uxp, 'Type a code instead')!.click()
  await until('it takes a code', () => buttonOf(uxp, 'Pair') !== undefined)
  const field = uxp.document.querySelector('sp-textfield')!
  field.value = await showCode(helper)
  field.dispatchEvent(new UxpEvent('input', { bubbles: true }))
  await new Promise((resolve) => setImmediate(resolve))
  buttonOf(uxp, 'Pair')!.click()
  await until('it is paired', () => buttonOf(uxp, 'Pair') === undefined)
}
