import type { MediaProcess } from '#helper/media/media-process'
import { filterChunks } from '#helper/tasks/clip-filter'
import type { Clip } from '#helper/tasks/clip-source'
import type { FilterWork } from '#helper/tasks/clip-work'
import { failure } from '#protocol'

/** Of a clip whose range begins at frame 10, retimed to twice as many frames; ffmpeg wrote `written` of them in this chunk. */
async function filterShort(index: number, written: number): Promise<void> {
  const media = {
    run: async () => { throw failure('MEDIA_TRUNCATED', { path: 'a.mov', frames: written, reason: 'it ends early' }) },
  } as unknown as MediaProcess
  await filterChunks({
    media, clip: { name: 'a.mov', first: 10 } as Clip, work: { perSource: { num: 2, den: 1 } } as FilterWork,
    chunks: [{ index, first: 48 * index, frames: 48, file: 'chunk', coding: { args: [] } }],
    progress: () => undefined, commit: async () => undefined,
  })
}

describe('a clip that ends early under a filter', () => {
  it('is told by its own frames, those of earlier chunks too', async () => {
    await expect(filterShort(3, 35)).rejects.toMatchObject({ code: 'MEDIA_TRUNCATED', data: { path: 'a.mov', frames: 10 + 89 } })
    await expect(filterShort(1, 0)).rejects.toMatchObject({ code: 'MEDIA_TRUNCATED', data: { frames: 10 + 24 } })
  })

  it('is one that can\'t be read where not even one frame came', async () => {
    const refused = { code: 'MEDIA_UNREADABLE', data: { path: 'a.mov', reason: 'it ends early' } }
    await expect(filterShort(0, 0)).rejects.toMatchObject(refused)
  })
})
