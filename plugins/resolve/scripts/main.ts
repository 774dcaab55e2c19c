import { liveOn } from './agent'

/** Started by hand from Workspace > Scripts; whatever happens, nothing is thrown into Resolve. */
const [isEnded, reason] = pcall(() => {
  const preferences = fusion ?? fu ?? resolve?.Fusion()
  if (resolve === undefined || preferences === undefined || bmd === undefined) return 'this is no script state of DaVinci Resolve'
  return liveOn({ resolve, fusion: preferences, bmd })
})

// 21.1 shows no output of scripts: the window of Firstpass says the same.
const again = 'To go on, choose Workspace > Scripts > firstpass again.'
pcall(() => print(`Firstpass has ${isEnded ? 'ended' : 'failed'}: ${tostring(reason)}. ${again}`))
