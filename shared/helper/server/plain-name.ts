/**
 * A panel's name without signs that are not seen, turn the direction of what follows or steer a terminal: it stands beside the
 * button that lets it in, and in the command line's list.
 */
export const plainName = (name: string): string =>
  name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim() || 'A panel without a name'
