import type { Request, Ticket } from './requests'

/** The helper's data folder is here on one of the three systems (shared/protocol/data-folder.ts), the door's mailbox in it. */
function folders(): string[] {
  const at = (name: string, rest: string): string => {
    const value = os.getenv(name)
    return value === undefined || value === '' ? '' : value + rest
  }
  const all = [
    at('FIRSTPASS_HOME', ''), at('LOCALAPPDATA', '\\Firstpass'), at('HOME', '/Library/Application Support/Firstpass'),
    at('XDG_DATA_HOME', '/firstpass'), at('HOME', '/.local/share/firstpass'),
  ]
  return all.filter((folder) => folder !== '').map((folder) => `${folder}/door/`)
}

/** What a chunk of the helper's holds: data alone, since it finds no function to call. Undefined where there is none. */
function readChunk(path: string): unknown {
  const [isRead, chunk] = pcall(() => loadfile(path)[0])
  if (!isRead || chunk === undefined) return undefined
  if (type(setfenv) === 'function') setfenv(chunk, {})
  const [isGiven, value] = pcall(chunk)
  return isGiven && type(value) === 'table' ? value : undefined
}

export interface Door {
  folder: string
  ticket: Ticket
}

/** Where a helper lives, if one does. */
export function findDoor(): Door | undefined {
  for (const folder of folders()) {
    const ticket = readChunk(`${folder}ticket.lua`) as Ticket | undefined
    if (ticket !== undefined) return { folder, ticket }
  }
  return undefined
}

/** Request `seq` for this script, once it is there. */
export function readRequest(folder: string, agent: string, seq: number): Request | undefined {
  const path = `${folder}request-${agent}-${string.format('%d', seq)}.lua`
  return readChunk(path) as Request | undefined
}
