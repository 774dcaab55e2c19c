import * as fs from 'node:fs'
import * as path from 'node:path'
import { Scratch } from '#helper/door/scratch'
import { endHelpers, temporaryFolder } from '../../support/helper'

afterEach(endHelpers)

describe('a place for what Resolve renders', () => {
  it('is in the folder of results, which is made, and goes with it where nothing else is in it', async () => {
    const [root, scratch] = [temporaryFolder(), new Scratch()]
    const place = await scratch.make(path.join(root, 'shot.mov'))
    expect([place.folder, fs.existsSync(place.folder)]).toEqual([path.join(root, 'Firstpass'), true])
    const file = path.join(place.folder, `${place.name}.mov`)
    fs.writeFileSync(file, 'frames')
    const other = path.join(place.folder, `${place.name}2.mov`)
    fs.writeFileSync(other, 'mine')
    await scratch.remove(place)
    expect([fs.existsSync(file), fs.existsSync(other)]).toEqual([false, true])
    fs.rmSync(other)
    const again = await scratch.make(path.join(place.folder, 'result.mov'))
    expect(again.folder).toBe(place.folder)
    await scratch.remove(again)
    expect(fs.existsSync(place.folder)).toBe(true)
    const third = await new Scratch().make(path.join(root, 'sub-that-is-none', '..x', 'a.mov')).catch((thrown: unknown) => thrown)
    expect((third as { code: string }).code).toBe('OUTPUT_UNWRITABLE')
  })

  it('that was made goes, if it is empty', async () => {
    const [root, scratch] = [temporaryFolder(), new Scratch()]
    const place = await scratch.make(path.join(root, 'shot.mov'))
    await scratch.remove(place)
    await scratch.remove(place)
    expect(fs.readdirSync(root)).toEqual([])
  })

  it('removes nothing that it did not hand out', async () => {
    const [root, scratch] = [temporaryFolder(), new Scratch()]
    const mine = path.join(root, 'firstpass-graded-0011223344556677.mov')
    fs.writeFileSync(mine, 'mine')
    await scratch.remove({ folder: root, name: 'firstpass-graded-0011223344556677' })
    const place = await scratch.make(path.join(root, 'shot.mov'))
    await scratch.remove({ folder: root, name: place.name })
    fs.writeFileSync(path.join(root, `${place.name}.mov`), 'mine too')
    await scratch.remove({ ...place, folder: root })
    expect(fs.readdirSync(root).sort()).toEqual(['Firstpass', path.basename(mine), `${place.name}.mov`].sort())
  })

  it.each(['shot.mov', '/a/../shot.mov', '/a\0/shot.mov'])('is none for %j', async (source) => {
    const refused = await new Scratch().make(source).catch((thrown: unknown) => thrown)
    expect((refused as { code: string }).code).toBe('PATH_FORBIDDEN')
  })
})
