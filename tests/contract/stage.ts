/** Hands out opened hosts, closes them after each test, and keeps count of what a host does not have. */
export interface StageOf<S, H> {
  /** Undefined (and noted under `part`) where this host has no such document. */
  open(part: string, scene: S | undefined): Promise<H | undefined>
  /** Notes that a host said it can't do this. */
  lacks(part: string): void
}

/** Opens one kind of host, as a contract's parts ask for it. */
export interface KitOf<S, H> {
  /** Undefined where this host has no such document; without a scene, a host with nothing open. */
  open(scene: S | undefined): Promise<H | undefined>
  /** Parts that this host is known not to have; the contract fails if it is not exactly these. */
  doesNotApply: readonly string[]
}

/** The parts of a contract on one host, and at last which of them it does not have. */
export function describeOnStage<S, H extends { close(): void | Promise<void> }>(
  contract: { title: string; file: string; name: string }, kit: KitOf<S, H>, describeParts: (stage: StageOf<S, H>) => void,
): void {
  const { title, file, name } = contract
  describe(`${title}: ${name}`, () => {
    const opened: H[] = []
    const lacking = new Set<string>()
    const stage: StageOf<S, H> = {
      open: async (part, scene) => {
        const made = await kit.open(scene)
        if (made === undefined) lacking.add(part)
        else opened.push(made)
        return made
      },
      lacks: (part) => { lacking.add(part) },
    }
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close()
    })
    describeParts(stage)
    it('lacks what it is known to lack, and nothing else', () => {
      const said = lacking.size === 0 ? 'all parts apply' : `does not apply: ${[...lacking].join('; ')}`
      process.stdout.write(`${file}, ${name}: ${said}\n`)
      expect([...lacking].sort()).toEqual([...kit.doesNotApply].sort())
    })
  })
}
