import type { FileBatch, FileChoice } from '#host'
import { failure } from '#protocol'
import { wordsOf } from '#uxp'
import type { Entry, Folder, HostModules } from './modules'
import { isResultName, nameKey, openPictureFile, type Shelf } from './picture-file'

/** What Photoshop opens without asking anything; raw files would bring up Camera Raw. */
const EXTENSIONS = ['psd', 'psb', 'tif', 'tiff', 'jpg', 'jpeg', 'png', 'webp', 'avif', 'heic', 'bmp', 'tga']

const isPicture = ({ name, isFile }: Entry): boolean =>
  isFile && !name.startsWith('.') && EXTENSIONS.includes(name.split('.').at(-1)?.toLowerCase() ?? '')

/** Two dialogs: what is worked on, and where the results go. Neither may open in a modal scope. */
export async function chooseFiles(modules: HostModules, what: FileChoice): Promise<FileBatch | undefined> {
  try {
    const entries = await (what === 'folder' ? listFolder(modules) : pickFiles(modules))
    if (entries === undefined) return undefined
    const folder = await modules.uxp.storage.localFileSystem.getFolder()
    if (!folder) return undefined
    const taken = (await folder.getEntries()).map(({ name }) => nameKey(name))
    const shelf: Shelf = { folder, taken: new Set(taken) }
    return {
      names: entries.map(({ name }) => name), folder: folder.name,
      open: (index) => {
        const entry = entries[index]
        if (!entry) throw failure('FILE_MISSING', { path: `number ${index}` })
        return openPictureFile(modules, shelf, entry)
      },
    }
  } catch (thrown) {
    throw failure('HOST_REFUSED', { host: 'Photoshop', action: 'choose files', reason: wordsOf(thrown) }, thrown)
  }
}

async function listFolder({ uxp }: HostModules): Promise<Entry[] | undefined> {
  const folder: Folder | null = await uxp.storage.localFileSystem.getFolder()
  if (!folder) return undefined
  // Results that were saved beside their pictures are not worked on again.
  return (await folder.getEntries()).filter((entry) => isPicture(entry) && !isResultName(entry.name))
    .sort((a, b) => a.name.localeCompare(b.name))
}

async function pickFiles({ uxp }: HostModules): Promise<Entry[] | undefined> {
  const chosen = await uxp.storage.localFileSystem.getFileForOpening({ allowMultiple: true, types: EXTENSIONS })
  const entries = Array.isArray(chosen) ? chosen : chosen ? [chosen] : []
  return entries.length > 0 ? entries : undefined
}
