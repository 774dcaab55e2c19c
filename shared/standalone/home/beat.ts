export interface BeatSettings {
  /** Calls `act` once after a time. @returns how to call it off */
  setTimer(ms: number, act: () => void): () => void
  /** Looks once. @returns how long to rest until the next look, in ms; undefined to stop for good */
  look(): Promise<number | undefined>
}

/** The window's only loop: one look at a time, none while nobody can see the window. */
export class Beat {
  private callOff: (() => void) | undefined
  private isLooking = false
  private isAwake = false
  private isOver = false

  constructor(private readonly settings: BeatSettings) {}

  /** Looks at once, and goes on looking. */
  wake(): void {
    this.isAwake = true
    this.callOff?.()
    this.callOff = undefined
    if (!this.isLooking && !this.isOver) void this.run()
  }

  rest(): void {
    this.isAwake = false
    this.callOff?.()
    this.callOff = undefined
  }

  private async run(): Promise<void> {
    this.isLooking = true
    const pauseMs = await this.settings.look()
    this.isLooking = false
    if (pauseMs === undefined) this.isOver = true
    else if (this.isAwake) this.callOff = this.settings.setTimer(pauseMs, () => this.wake())
  }
}
