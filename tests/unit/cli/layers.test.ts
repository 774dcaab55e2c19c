import { type JobResult, plainHeader } from '#protocol'
import { placeLayers } from '../../../shared/standalone/cli/layers'

const result = (names: string[]): JobResult => ({
  results: Object.fromEntries(names.map((name) => [name, { kind: 'file', path: name, bytes: 1, sha256: '' }])),
  timings: { totalMs: 1, inferMs: 1 }, notes: [], facts: {},
})
const size = { width: 4, height: 4 }

test('a mask\'s document: the photograph, above it the subject with its layer mask', () => {
  const made = { task: 'mask', options: {}, result: result(['matte']), source: plainHeader(size, 'rgb', 'u8') } as const
  expect(placeLayers(made, 'x.psd').layers).toEqual([
    { name: 'Background', picture: 'source' }, { name: 'Subject', picture: 'source', mask: 'matte' },
  ])
  expect(placeLayers(made, 'x.png').layers).toEqual([{ name: 'Subject', picture: 'matte' }])
})

test('a photograph with transparency is hidden under its result, or the two would add up', () => {
  const made = {
    task: 'denoise', options: { strength: 35 }, result: result(['picture']), source: plainHeader(size, 'rgb-alpha', 'u8'),
  } as const
  expect(placeLayers(made, 'x.psd').layers).toEqual([
    { name: 'Photograph', picture: 'source', hidden: true }, { name: 'Denoised 35 (Firstpass)', picture: 'picture' },
  ])
})
