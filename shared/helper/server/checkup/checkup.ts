import {
  type Capabilities, type Checkup, type DoorState, type Finding, type Media, type Pairing, PROTOCOL, type UserSettings, VERSION,
} from '#protocol'
import type { HostFinding } from '#setup'
import { describeClips, describeDisk, describeKernels, describeModels, describeProviders } from './describe-machine'
import { describePanels } from './describe-panels'

export interface CheckupParts {
  dataFolder: string
  /** Whether this runs from a checkout of the source, where it can be built. */
  isCheckout: boolean
  port(): number
  capabilities(): Promise<Capabilities>
  media(): Promise<Media>
  door(): Promise<DoorState> | DoorState
  hosts(door: DoorState): HostFinding[]
  pairings(): Pairing[]
  chosen(): UserSettings
  freeBytes(folder: string): Promise<number>
  nowMs(): number
}

/** What is well and what is not, and how it is mended: the helper itself first, then each host that may use it. */
export async function checkUp(parts: CheckupParts): Promise<Checkup> {
  const [capabilities, media, door, free] = await Promise.all([
    parts.capabilities(), parts.media(), parts.door(), parts.freeBytes(parts.dataFolder),
  ])
  const hosts = parts.hosts(door)
  const protocol = `${PROTOCOL.major}.${PROTOCOL.minor}`
  const self: Finding = {
    what: 'helper', state: 'ok', text: `Firstpass ${VERSION} answers on localhost:${parts.port()}, protocol ${protocol}.`,
  }
  return {
    findings: [
      self, describeDisk(parts.dataFolder, free), describeKernels(capabilities, parts.isCheckout),
      ...describeProviders(capabilities, parts.chosen().provider), describeModels(capabilities), describeClips(media),
      ...hosts.flatMap(({ findings }) => findings), ...describePanels(hosts, parts.pairings(), parts.nowMs()),
    ],
  }
}
