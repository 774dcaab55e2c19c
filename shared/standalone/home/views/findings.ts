import type { Finding } from '#protocol'

const HOSTS = /photoshop|premiere|resolve/i

export const isOfHost = ({ what }: Finding): boolean => HOSTS.test(what)

/** What was found of each host, in the order in which they come. */
export function byHost(findings: readonly Finding[]): [host: string, findings: Finding[]][] {
  const ofHosts = findings.filter(isOfHost)
  return [...new Set(ofHosts.map(({ what }) => what))].map((what) => [what, ofHosts.filter((each) => each.what === what)])
}
