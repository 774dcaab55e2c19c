import { clipLabels } from '#panel'
import { words } from '#standalone/web/clips/words'

describe('the words of the page\'s clips', () => {
  it('are those of the panels in editing hosts; the page has lossless files beside', () => {
    expect([words.encoding, words.estimate]).toEqual([clipLabels.encoding, clipLabels.estimate])
    expect(words.encodings).toEqual({ ...clipLabels.encodings, ffv1: 'FFV1, lossless' })
    expect([words.markersOf(1), words.markersOf(2)]).toEqual([clipLabels.moments(1), clipLabels.moments(2)])
  })
})
