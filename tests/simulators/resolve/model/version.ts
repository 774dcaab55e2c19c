/** "21.0.4" in three numbers; what is not said is 0. */
export function readVersion(text: string): [number, number, number] {
  const [major, minor, patch] = text.split('.').map((part) => Number(part))
  return [major ?? 0, minor ?? 0, patch ?? 0]
}

export function isAtLeast(version: string, least: string): boolean {
  const own = readVersion(version)
  const other = readVersion(least)
  const at = [0, 1, 2].find((place) => own[place] !== other[place])
  return at === undefined || (own[at] ?? 0) > (other[at] ?? 0)
}
