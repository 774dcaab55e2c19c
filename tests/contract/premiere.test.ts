import { describeClipHost } from './clip-host.contract'
import { premiereKit } from './premiere-kit'

describeClipHost('Premiere 26.2.2, as broken as it was reported', premiereKit({ profile: '26.2.2-broken' }))
describeClipHost('Premiere 26.3.0 on Windows', premiereKit({ profile: '26.3.0-win' }))
describeClipHost('Premiere 26.3, the worst of what was reported', premiereKit({ profile: 'strict-26.3' }))
