import { spawnSync } from 'node:child_process'

/** Whose computer it is, and of what kind. */
export interface Around {
  env: Record<string, string | undefined>
  /** As `process.platform` has it. */
  platform: string
  /** The user's home folder. */
  home: string
}

/** A program of the system's and its arguments, never a line for a shell. */
export type Command = readonly [program: string, args: readonly string[]]

export interface Ended {
  /** -1 where the program could not be started. */
  status: number
  /** What it said, on either stream. */
  said: string
}

export type Run = (command: Command) => Ended

/** Waits for the program's end; one that asks something gets no answer. */
export const runCommand: Run = ([program, args]) => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, timeout: 120_000,
  })
  return { status: status ?? -1, said: `${stdout ?? ''}${stderr ?? ''}`.trim() }
}
