import { failure } from '#protocol'
import { HOST } from './refuse'
import { activeSequence, type Hosting, openProject } from './timeline'

let made = 0

/** JPEG is what every version writes; Premiere's answer says neither that the file is there nor that it is not. */
const ENDING = '.jpg'

/** Versions before 26.2.2 put the ending on once more. */
function doublesEnding(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return (major * 1000 + minor) * 1000 + patch < 26_002_002
}

/** @returns the file's path, where it will be shortly @throws HOST_REFUSED */
export async function exportStill({ modules }: Hosting): Promise<string> {
  const { premierepro, uxp } = modules
  const project = await openProject(modules)
  const sequence = project && await activeSequence(project)
  if (!sequence) throw failure('HOST_REFUSED', { host: HOST, action: 'show a frame', reason: 'no sequence is open' })
  const folder = (await uxp.storage.localFileSystem.getTemporaryFolder()).nativePath
  const { width, height } = await sequence.getFrameSize()
  made += 1
  const name = `firstpass-still-${Date.now()}-${made}${ENDING}`
  await premierepro.Exporter.exportSequenceFrame(
    sequence, await sequence.getPlayerPosition(), name, folder, Math.round(width), Math.round(height))
  const separator = folder.includes('\\') ? '\\' : '/'
  const end = folder.endsWith(separator) ? '' : separator
  return `${folder}${end}${name}${doublesEnding(uxp.host.version) ? ENDING : ''}`
}
