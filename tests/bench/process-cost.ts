import { readFileSync } from 'node:fs'

/** Anonymous memory of a process and of all that it started. Linux only; 0 elsewhere. */
export function familyBytes(pid: number): number {
  if (process.platform !== 'linux') return 0
  try {
    const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((word) => word !== '')
    return Number(kilobytes ?? 0) * 1024 + children.reduce((sum, child) => sum + familyBytes(Number(child)), 0)
  } catch {
    // It ended while we looked.
    return 0
  }
}

/** Processor time of a process and of its children that have ended. Linux only; 0 elsewhere. */
export function processorMs(pid: number): number {
  if (process.platform !== 'linux') return 0
  // After the name, which may hold spaces: fields 14 to 17 of proc(5), in hundredths of a second.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ').slice(11, 15) ?? []
  return fields.reduce((sum, field) => sum + Number(field) * 10, 0)
}
