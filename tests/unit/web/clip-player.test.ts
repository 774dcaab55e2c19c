import type { VideoPart } from '#standalone/web/clips/frame-video'
import { frameAt, playLine } from '#standalone/web/clips/play-line'
import { Player } from '#standalone/web/clips/player'

const RATE = { num: 25, den: 1 }

/** A video element whose time goes on by hand. */
class FakeVideo {
  time = 0
  playbackRate = 1
  paused = true
  readyState = 1
  seeks: number[] = []
  private readonly listeners = new Map<string, Set<() => void>>()
  private frameCallbacks: VideoFrameRequestCallback[] = []

  constructor(private readonly perSecond = 25) {}

  get currentTime(): number {
    return this.time
  }

  set currentTime(to: number) {
    this.time = to
    this.seeks.push(to)
  }

  async play(): Promise<void> {
    this.paused = false
  }

  pause(): void {
    this.paused = true
  }

  addEventListener(event: string, act: () => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(act))
  }

  removeEventListener(event: string, act: () => void): void {
    this.listeners.get(event)?.delete(act)
  }

  requestVideoFrameCallback(act: VideoFrameRequestCallback): number {
    return this.frameCallbacks.push(act)
  }

  cancelVideoFrameCallback(): void {
    this.frameCallbacks = []
  }

  emit(event: string): void {
    for (const act of [...this.listeners.get(event) ?? []]) act()
  }

  /** A frame comes to the screen, `part` of it over. */
  present(frame: number, part = 0.1): void {
    this.time = (frame + part) / this.perSecond
    const callbacks = this.frameCallbacks
    this.frameCallbacks = []
    for (const act of callbacks) act(0, { mediaTime: frame / this.perSecond } as VideoFrameCallbackMetadata)
  }

  get part(): VideoPart {
    return this as unknown as VideoPart
  }
}

interface Pair {
  player: Player
  original: FakeVideo
  result: FakeVideo
}

function openPair(frames = 100, made = { frames: 100, range: { in: 0, out: 100 }, isRetimed: false }): Pair {
  const [player, original, result] = [new Player(), new FakeVideo(), new FakeVideo()]
  player.setLine(playLine({ frames, rate: RATE }, { ...made, rate: RATE }), 0)
  player.attach('original', original.part, { frames, rate: RATE })
  player.attach('result', result.part, { frames: made.frames, rate: RATE })
  // Each was asked again while it sought.
  settle(original, result, original, result)
  return { player, original, result }
}

const settle = (...videos: FakeVideo[]): void => {
  for (const video of videos) video.emit('seeked')
}

async function play({ player, original, result }: Pair): Promise<void> {
  player.toggle()
  settle(original, result)
  await new Promise((resolve) => setImmediate(resolve))
}

describe('the line that is stepped through', () => {
  it('is the source’s own; a result of a range has nothing outside of it', () => {
    const line = playLine({ frames: 100, rate: RATE }, { frames: 20, rate: RATE, range: { in: 30, out: 50 }, isRetimed: false })
    expect([29, 30, 49, 50].map((frame) => frameAt(line, 'result', frame))).toEqual([undefined, 0, 19, undefined])
    expect([line.frames, line.clock, line.of('result', 5), line.of('original', 200)]).toEqual([100, 'original', 35, 99])
  })

  it('is the result’s where that has another number of frames: every source frame is found again', () => {
    const made = { frames: 53, rate: { num: 60, den: 1 }, range: { in: 10, out: 32 }, isRetimed: true }
    const line = playLine({ frames: 100, rate: RATE }, made)
    expect([line.frames, line.clock, frameAt(line, 'original', 0), frameAt(line, 'original', 52)]).toEqual([53, 'result', 10, 31])
    for (let source = 10; source < 32; source++) {
      const at = line.of('original', source)
      expect([source, frameAt(line, 'original', at)]).toEqual([source, source])
      if (source > 10) expect(frameAt(line, 'original', at - 1)).toBe(source - 1)
    }
  })
})

describe('stepping', () => {
  it('asks both for the middle of a frame, and of many steps only for the last while one is sought', () => {
    const { player, original, result } = openPair()
    original.seeks = []
    result.seeks = []
    player.step(1)
    player.step(1)
    player.step(5)
    expect([player.state.frame, original.seeks, result.seeks]).toEqual([7, [1.5 / 25], [1.5 / 25]])
    settle(original)
    expect(original.seeks).toEqual([1.5 / 25, 7.5 / 25])
    settle(original)
    expect(player.presented('original')).toBe(7)
  })

  it('stays within the clip, and seeks nothing in a result that has none there', () => {
    const { player, result } = openPair(100, { frames: 20, range: { in: 30, out: 50 }, isRetimed: false })
    const before = result.seeks.length
    player.step(-5)
    expect(player.state.frame).toBe(0)
    player.seek(500)
    expect([player.state.frame, result.seeks.length - before, player.frameOf('result')]).toEqual([99, 0, undefined])
  })

  it('waits for a video that is not there yet', () => {
    const player = new Player()
    player.setLine(playLine({ frames: 100, rate: RATE }), 40)
    const late = new FakeVideo()
    late.readyState = 0
    player.attach('original', late.part, { frames: 100, rate: RATE })
    expect(late.seeks).toEqual([])
    late.readyState = 1
    late.emit('loadedmetadata')
    expect(late.seeks).toEqual([40.5 / 25])
  })
})

describe('playing', () => {
  it('begins when both stand on the same frame, and follows the clock', async () => {
    const pair = openPair()
    const { player, original, result } = pair
    player.toggle()
    expect([original.paused, result.paused]).toEqual([true, true])
    settle(original)
    await new Promise((resolve) => setImmediate(resolve))
    expect(original.paused).toBe(true)
    settle(result)
    await new Promise((resolve) => setImmediate(resolve))
    original.present(3)
    expect([original.paused, result.paused, player.state.frame]).toEqual([false, false, 3])
  })

  it('a result that is behind catches up a little; one that is far off jumps', async () => {
    const pair = openPair()
    const { original, result } = pair
    await play(pair)
    result.present(9)
    original.present(10)
    expect(result.playbackRate).toBeGreaterThan(1.1)
    expect(result.playbackRate).toBeLessThan(1.31)
    result.present(12)
    original.present(11)
    expect(result.playbackRate).toBeLessThan(0.9)
    result.present(12)
    original.present(12)
    expect(result.playbackRate).toBeCloseTo(1, 5)
    result.seeks = []
    original.present(40)
    expect(result.seeks).toEqual([40.5 / 25])
  })

  it('goes round in what is chosen, or stops at its last frame', async () => {
    const pair = openPair()
    const { player, original, result } = pair
    player.setSpan({ in: 10, out: 20 })
    await play(pair)
    expect(player.state.frame).toBe(10)
    original.present(19)
    expect(player.state).toMatchObject({ frame: 19, isPlaying: true })
    original.present(20)
    expect(player.state).toMatchObject({ frame: 10, isPlaying: true })
    settle(original, result)
    await new Promise((resolve) => setImmediate(resolve))
    player.setLooping(false)
    original.present(20)
    expect(player.state).toMatchObject({ frame: 19, isPlaying: false })
    expect([original.paused, result.paused]).toEqual([true, true])
  })

  it('goes round at the end of the file, where no frame follows', async () => {
    const pair = openPair()
    await play(pair)
    pair.original.present(99)
    pair.original.emit('ended')
    expect(pair.player.state).toMatchObject({ frame: 0, isPlaying: true })
  })

  it('slow motion: the result is the clock at full speed, the original plays so much slower', async () => {
    const pair = openPair(25, { frames: 100, range: { in: 0, out: 25 }, isRetimed: true })
    const { player, original, result } = pair
    await play(pair)
    original.present(10, 0)
    result.present(40, 0)
    expect([player.state.frame, result.playbackRate]).toEqual([40, 1])
    expect(original.playbackRate).toBeCloseTo(0.25, 5)
  })

  it('so slow that no browser plays it, the original is stepped', async () => {
    const pair = openPair(4, { frames: 100, range: { in: 0, out: 4 }, isRetimed: true })
    const { original, result } = pair
    await play(pair)
    original.seeks = []
    result.present(30, 0)
    expect([original.paused, original.seeks]).toEqual([true, [1.5 / 25]])
    settle(original)
    result.present(31, 0)
    expect(original.seeks.length).toBe(1)
  })
})
