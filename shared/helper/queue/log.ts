/** Where a part says what it did. Never contents of files, never secrets. */
export interface Log {
  info(facts: Record<string, unknown>, what: string): void
  warn(facts: Record<string, unknown>, what: string): void
}
