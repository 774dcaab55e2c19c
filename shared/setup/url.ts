import { failure } from '#protocol'

/** `start`: the helper alone; `open`: its window too. */
export type LinkOrder = 'start' | 'open'

/** Some systems end every address with a slash. */
const orders: ReadonlyMap<string, LinkOrder> = new Map([
  ['firstpass://start', 'start'], ['firstpass://start/', 'start'], ['firstpass://open', 'open'], ['firstpass://open/', 'open'],
])

/**
 * What a link orders. Any page can make a browser follow one, so that there are two, without arguments, letter by letter.
 * @throws LINK_REFUSED
 */
export function readLink(link: string): LinkOrder {
  const order = orders.get(link)
  if (order === undefined) throw failure('LINK_REFUSED', { link: JSON.stringify(link.slice(0, 100)) })
  return order
}
