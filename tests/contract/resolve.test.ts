import { describeClipHost } from './clip-host.contract'
import { resolveKit } from './resolve-kit'

/** Exchanged media and proxies go by takes here; keyframes are told to no script. */
const lacking = [
  'undo', 'media that are exchanged', 'files beside the media', 'keyframes of the framing', 'a clip that is multicam',
]
const older = [...lacking, 'a choice of several clips', 'a clip that is reversed']

describeClipHost('DaVinci Resolve 21.1, sandboxed', resolveKit({ profile: 'free-21.1' }, lacking))
describeClipHost('DaVinci Resolve 20.2, which places nothing unasked', resolveKit({ profile: 'free-20' }, older))
describeClipHost('DaVinci Resolve Studio 20.3, whose answers know no place', resolveKit({ profile: 'studio-20' }, older))
describeClipHost('DaVinci Resolve Studio 21.1', resolveKit({ profile: 'studio-21.1' }, lacking))
