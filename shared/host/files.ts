import type { Landed } from './result'
import type { Target } from './target'

/** What the user is asked for: a folder with all its pictures, or some files. */
export type FileChoice = 'folder' | 'files'

/** Files that are worked on one after the other, and where their results go; nothing of it is opened yet. */
export interface FileBatch {
  /** Of the files, in the order in which they are worked on. */
  names: readonly string[]
  /** Of the folder that takes the results. */
  folder: string
  /**
   * Opens one as its user would, beside what is open.
   * @param index into `names` @throws HOST_BUSY, HOST_REFUSED, FILE_UNREADABLE; nothing more is open then than before
   */
  open(index: number): Promise<OpenedFile>
}

/** A file that was opened for a run. */
export interface OpenedFile {
  /** What is active in it. */
  target: Target
  /**
   * Saves a copy of the document that holds the result, never over a file that is there.
   * @returns the new file's name @throws HOST_BUSY, HOST_REFUSED
   */
  save(landed: Landed): Promise<string>
  /** Closes it, and what was made of it, without saving; what was open is as it was. Harmless twice. */
  close(): Promise<void>
}
