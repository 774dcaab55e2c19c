import { Client, discover, pair, type Place } from '#client'
import { asFailure } from '#protocol'
import { Asker } from './asker'
import { diagnose } from './diagnose'
import type { AnySettings } from './settings'
import type { Asking, Connection } from './state'

/** Between looks: while it is there, and while it is not. UXP refuses the first requests after its start for a moment. */
const LOOK_READY_MS = 5000
const LOOK_FIRST_MS = 300
const LOOK_SLOWEST_MS = 3000

/** A refusal of the runtime's is believed after as many looks. */
const BELIEVED_DENIALS = 3

const PANEL_KEY = 'panel'

interface Tell {
  connection(connection: Connection): void
  asking(asking: Asking | undefined): void
}

/** Watches over the way to the helper for as long as the panel lives, and says how it stands. */
export class Supervisor {
  readonly client: Client
  private readonly place: Place
  private readonly panel: string
  private isClosed = false
  private wasConnected = false
  private denials = 0
  private pauseMs = LOOK_FIRST_MS
  private callOff: () => void = () => undefined
  private looking: Promise<void> | undefined
  private readonly asker: Asker
  private hasAsked = false

  constructor(private readonly settings: AnySettings, private readonly tell: Tell) {
    const { surroundings, ports } = settings
    this.place = { surroundings, ports }
    this.panel = ownId(settings)
    const { panel, place } = this
    this.asker = new Asker({
      place, panel: { panel, name: this.name, host: settings.kind }, tell: tell.asking,
      onToken: (token) => this.takeToken(token),
    })
    this.client = new Client({ surroundings, ports, panel: this.panel, token: async () => await settings.vault.get() ?? '' })
  }

  /** Looks now, and again by itself from then on. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined
    })
    return this.looking
  }

  /** @throws PAIRING_REFUSED, HELPER_UNREACHABLE, PROTOCOL_MISMATCH, TOO_MANY_TRIES */
  async pair(code: string): Promise<void> {
    const { name, panel, place, settings: { kind } } = this
    await this.takeToken(await pair(place, { panel, name, host: kind, code }))
  }

  /** Asks the helper's user; what becomes of it is told. A page has its one-time code, and can't ask. */
  async ask(): Promise<void> {
    const { kind } = this.settings
    this.hasAsked = true
    if (kind === 'photoshop' || kind === 'premiere') await this.asker.start()
  }

  private get name(): string {
    return `Firstpass in ${this.settings.host.capabilities().name}`.slice(0, 80)
  }

  private async takeToken(token: string): Promise<void> {
    await this.settings.vault.set(token)
    // A look that began before knows nothing of the token.
    await this.looking
    await this.look()
  }

  close(): void {
    this.isClosed = true
    this.callOff()
    this.asker.stop()
    this.client.close()
  }

  private async lookOnce(): Promise<void> {
    this.callOff()
    const found = await this.find()
    if (this.isClosed) return
    const isReady = found.kind === 'ready'
    this.denials = found.kind === 'denied' ? this.denials + 1 : 0
    if (isReady) this.wasConnected = true
    this.pauseMs = isReady ? LOOK_FIRST_MS : Math.min(this.pauseMs * 2, LOOK_SLOWEST_MS)
    const isDoubtful = found.kind === 'denied' && this.denials < BELIEVED_DENIALS
    this.tell.connection(isDoubtful ? { kind: 'connecting' } : found)
    if (isReady) this.asker.stop()
    // One whose pairing was revoked does not ask for it again by itself.
    if (found.kind === 'not-paired' && !this.hasAsked && !this.wasConnected) void this.ask()
    if (!this.isClosed) {
      this.callOff = this.settings.surroundings.setTimer(isReady ? LOOK_READY_MS : this.pauseMs, () => void this.look())
    }
  }

  private async find(): Promise<Connection> {
    try {
      const token = await this.settings.vault.get()
      await discover(this.place, { panel: this.panel, token: token ?? '' })
      return { kind: 'ready' }
    } catch (thrown) {
      return diagnose(this.place, asFailure(thrown), this.wasConnected)
    }
  }
}

/** The panel's own name for itself, chosen once. */
function ownId({ keep, kind, surroundings }: AnySettings): string {
  const known = keep.get(PANEL_KEY)
  if (known !== undefined) return known
  const random = Array.from(surroundings.randomBytes(8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const made = `${kind}-${random}`
  keep.set(PANEL_KEY, made)
  return made
}
