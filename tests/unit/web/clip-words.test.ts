import { clipLabels } from '#panel'
import { words } from '#standalone/web/clips/words'

describe('the words of the page\'s clips', () => {
  it.each([
    'steady', 'decontaminate', 'overTime', 'retime', 'retimes', 'rate', 'factor', 'encoding', 'estimate',
  ] as const)('%s is called as in the panels of editing hosts', (name) => {
    expect(words[name]).toEqual(clipLabels[name])
  })

  it('mattes, kinds of file and frames to check are, too; the page has lossless files beside', () => {
    expect(words.forms).toEqual(clipLabels.mattes)
    expect(words.encodings).toEqual({ ...clipLabels.encodings, ffv1: 'FFV1, lossless' })
    expect([words.markersOf(1), words.markersOf(2)]).toEqual([clipLabels.moments(1), clipLabels.moments(2)])
  })
})
