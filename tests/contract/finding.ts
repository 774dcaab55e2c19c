import type { Stage } from './host.contract'
import { howTo, matteOf } from './placing'
import { codeOf, onlyTarget, plainScene, readWith } from './reading'
import { boundsOf, throughJson } from './scene'

/** What a host finds, shows and opens beside the one document that is worked on. */
export function describeFinding(stage: Stage): void {
  describe('finding', () => {
    it('names what is active, or that of every open document', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const { host } = opened!
      const first = await onlyTarget(opened!)
      await opened!.openAnother()
      const [active, ...others] = await host.targets('active')
      expect([active?.bounds, others]).toEqual([{ left: 0, top: 0, right: 9, bottom: 7 }, []])
      const all = await host.targets('all-documents')
      expect(all.map(({ id }) => id).sort()).toEqual([first.id, active!.id].sort())
      for (const target of all) {
        const reading = await host.read(target, { region: 'all' })
        expect(reading.placement.bounds).toEqual(target.bounds)
        await reading.close()
      }
      expect((await host.targets('active')).map(({ id }) => id)).toEqual([active!.id])
    })

    it('selects a place to check, in its own document, as one step; says where that is gone', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const { host } = opened!
      const before = await opened!.hash()
      const { placement, close } = await readWith(opened!)
      await close()
      await opened!.openAnother()
      const bounds = { left: 7, top: 5, right: 21, bottom: 16 }
      await host.reveal(throughJson(placement), bounds)
      expect(await onlyTarget(opened!)).toMatchObject({ hasSelection: true, bounds: boundsOf(plainScene) })
      const reading = await readWith(opened!, { region: 'selection' })
      expect(reading.placement.bounds).toEqual(bounds)
      await reading.close()
      await opened!.undo(1)
      expect(await opened!.hash()).toBe(before)
      await opened!.change('closed')
      expect(await codeOf(host.reveal(throughJson(placement), bounds))).toBe('TARGET_GONE')
    })
  })

  describe('files of its own', () => {
    it('opens one beside what is open, saves its result under a new name and closes it', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const { host } = opened!
      expect(host.capabilities().opensFiles ?? false).toBe(host.chooseFiles !== undefined)
      if (!host.chooseFiles || !opened!.offerFiles) return stage.lacks('files that it opens itself')
      const [own, before] = [await onlyTarget(opened!), await opened!.hash()]
      const saved = await opened!.offerFiles()
      const batch = (await host.chooseFiles('folder'))!
      expect([...batch.names]).toEqual(['a.png', 'b.png'])
      const file = await batch.open(1)
      expect(file.target.bounds).toEqual({ left: 0, top: 0, right: 12, bottom: 10 })
      const reading = await host.read(file.target, { region: 'all' })
      await reading.close()
      const landed = await host.place(reading.placement, matteOf(file.target.bounds), howTo('layer-mask'))
      const names = [await file.save(landed!), await file.save(landed!)]
      expect(saved()).toEqual([...names].sort())
      expect(new Set(names).size).toBe(2)
      await file.close()
      await file.close()
      expect(await onlyTarget(opened!)).toEqual(own)
      expect((await host.targets('all-documents')).map(({ id }) => id)).toEqual([own.id])
      expect(await opened!.hash()).toBe(before)
      expect(await host.chooseFiles('folder')).toBeUndefined()
    })
  })
}
