import { spawn } from 'node:child_process'

/** An opener that still runs after this time has done its part: some only end with the browser. */
const OPENER_LIMIT_MS = 5000

type Command = readonly [program: string, args: readonly string[]]

/** The system's own opener, or what BROWSER names; none on a Linux without a screen. */
function openerFor(link: string, env: Record<string, string | undefined>): Command | undefined {
  if (env.BROWSER !== undefined && env.BROWSER !== '') return [env.BROWSER, [link]]
  if (process.platform === 'darwin') return ['open', [link]]
  if (process.platform === 'win32') return ['rundll32.exe', ['url.dll,FileProtocolHandler', link]]
  return env.DISPLAY === undefined && env.WAYLAND_DISPLAY === undefined ? undefined : ['xdg-open', [link]]
}

/** @returns whether the user's browser was asked to show the link */
export function openInBrowser(link: string, env: Record<string, string | undefined> = process.env): Promise<boolean> {
  const opener = openerFor(link, env)
  if (opener === undefined) return Promise.resolve(false)
  return new Promise((resolve) => {
    const [program, args] = opener
    const child = spawn(program, args, { stdio: 'ignore', detached: true, windowsHide: true })
    const limit = setTimeout(() => resolve(true), OPENER_LIMIT_MS)
    const end = (isOpen: boolean): void => {
      clearTimeout(limit)
      resolve(isOpen)
    }
    child.once('error', () => end(false))
    child.once('exit', (status) => end(status === 0))
    child.unref()
  })
}
