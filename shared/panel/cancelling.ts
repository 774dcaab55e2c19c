/** Cancelling is no failure; it only unwinds the run. Its message, where it has one, says what there is nevertheless. */
export class Cancelled extends Error {}

/** One run's switch: thrown at whatever waits, and asked by whatever loops. */
export class Cancelling {
  private throwAtAll: (thrown: Cancelled) => void = () => undefined
  private readonly called = new Promise<never>((_, reject) => {
    this.throwAtAll = reject
  })
  isCancelled = false

  constructor() {
    this.called.catch(() => undefined)
  }

  cancel(): void {
    this.isCancelled = true
    this.throwAtAll(new Cancelled())
  }

  /** @throws Cancelled */
  check(): void {
    if (this.isCancelled) throw new Cancelled()
  }

  /** What `work` resolves to, or Cancelled as soon as that is so; `work` then goes on unheard. @throws Cancelled */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([this.called, work])
  }
}
