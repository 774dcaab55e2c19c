/** What an application says of a failure; some of UXP's are plain strings. Without a full stop at the end. */
export function wordsOf(thrown: unknown): string {
  const words = thrown instanceof Error ? thrown.message : isWithMessage(thrown) ? thrown.message : String(thrown)
  return words.trim().replace(/\.+$/, '') || 'it did not say why'
}

const isWithMessage = (thrown: unknown): thrown is { message: string } =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string'
