import { asinhCurve, curveOf, identityCurve, whiteOf } from '#helper/pipeline/light-curve'
import { headerOf, jobFolder, paint, seededNumbers, toFile } from '../../support/run-task'

const folder = jobFolder()
const nothing = (): void => undefined

describe('the curve of linear light', () => {
  it.each([0, 1e-6, 0.18, 1, 37, -0.02, 5000])('%f comes back', (value) => {
    const curve = asinhCurve(8)
    expect(curve.inverse(curve.forward(value))).toBeCloseTo(value, 9)
  })

  it('brings white to 1 and opens the shadows', () => {
    const curve = asinhCurve(8)
    expect(curve.forward(8)).toBeCloseTo(1, 12)
    expect(curve.forward(0.18 * 8)).toBeGreaterThan(0.4)
    expect(curve.forward(0.18 * 8)).toBeLessThan(0.6)
  })

  it('white is the value that all but a thousandth stay below; alpha, darkness and lamps do not count', () => {
    const next = seededNumbers(1)
    const header = headerOf(100, 400, { channels: 'rgb-alpha', sample: 'f32' })
    const data = paint(header, (x, y, channel) => (channel === 3 ? 500 : y === 3 && x < 10 ? 9000 : y > 200 ? 0 : 4 * next()))
    expect(whiteOf(toFile(folder, header, data), nothing)).toBeCloseTo(4, 1)
  })

  it('a black picture is not divided by', () => {
    const header = headerOf(4, 4, { sample: 'f32' })
    expect(whiteOf(toFile(folder, header, paint(header, () => 0)), nothing)).toBe(1)
  })

  it('encoded pictures have their curve already', () => {
    const header = headerOf(4, 4, { sample: 'f32' })
    expect(curveOf(toFile(folder, header, paint(header, () => 0.5)), nothing)).toBe(identityCurve)
  })
})
