import { asFailure, failureFromJson } from '#protocol'
import { folderOf } from './clip-path'
import type { ClipOrder } from './read-clip'
import { clipHints, clipRunWords } from './text/clips'

/**
 * Has a job done with a result beside the project, or beside the source where nothing can be written there.
 * @param act gets the job's options, and what is to be said of where the result went
 * @throws what `act` throws, with hints for who has no command line
 */
export async function inWritableFolder<T>(
  { options, spareOutput }: Pick<ClipOrder, 'options' | 'spareOutput'>,
  act: (options: Record<string, unknown>, notes: readonly string[]) => Promise<T>,
): Promise<T> {
  try {
    return await act(options, [])
  } catch (thrown) {
    if (spareOutput === undefined || !isUnwritable(thrown)) throw inEditorsWords(thrown)
    const notes = [clipRunWords.besideSource(folderOf(spareOutput))]
    return await act({ ...options, output: spareOutput }, notes).catch((second: unknown) => {
      // Of two places the first is the one to be mended.
      throw inEditorsWords(isUnwritable(second) ? thrown : second)
    })
  }
}

const isUnwritable = (thrown: unknown): boolean => asFailure(thrown).code === 'OUTPUT_UNWRITABLE'

function inEditorsWords(thrown: unknown): unknown {
  const plain = asFailure(thrown).toJSON()
  const hint = clipHints[plain.code]
  return hint === undefined ? thrown : failureFromJson({ ...plain, hint })
}
