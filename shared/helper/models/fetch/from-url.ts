import type { SourceFile } from '../manifest'
import { IncomingFile, WrongDownload } from './incoming-file'
import { npmOptions } from './npm-config'

const MAX_REDIRECTS = 5
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])
/** npm's options that are about the road, not about who the user is: no credential leaves for another host. */
const roadOptions = ['ca', 'cert', 'key', 'strictSSL', 'proxy', 'httpsProxy', 'noProxy', 'localAddress', 'timeout', 'retry']

/** What is expected, and where to put it. */
interface Target {
  file: SourceFile
  to: string
}

type OnBytes = (bytes: number) => void

/**
 * Fetches a pinned address into `to`, through the proxy and certificates of the user's npm configuration. https only;
 * http only for a server on this machine. At most five redirects, none of them from https to http.
 * @throws WrongDownload, or the network's errors
 */
export async function fetchFromUrl(url: string, target: Target, onBytes: OnBytes): Promise<void> {
  const { default: fetch } = await import('make-fetch-happen')
  const all = await npmOptions()
  const options = Object.fromEntries(roadOptions.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]))
  let address = checkedAddress(url)
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetch(address.href, { ...options, redirect: 'manual', compress: false })
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && location !== null) {
      response.body.destroy()
      address = redirected(address, location)
    } else if (response.status === 200) return await receive(response.body, target, onBytes)
    else {
      response.body.destroy()
      throw new WrongDownload(`${address.host} answered ${response.status}`)
    }
  }
  throw new WrongDownload(`more than ${MAX_REDIRECTS} redirects`)
}

function redirected(from: URL, location: string): URL {
  const to = checkedAddress(new URL(location, from).href)
  if (from.protocol === 'https:' && to.protocol !== 'https:') throw new WrongDownload('it is redirected from https to http')
  return to
}

function checkedAddress(url: string): URL {
  const address = new URL(url)
  if (address.protocol === 'https:' || (address.protocol === 'http:' && loopback.has(address.hostname))) return address
  throw new WrongDownload(`its address is ${address.protocol}//${address.host}, not https`)
}

async function receive(body: AsyncIterable<Uint8Array>, target: Target, onBytes: OnBytes): Promise<void> {
  const incoming = new IncomingFile('the file', target.file, target.to)
  let received = 0
  try {
    for await (const chunk of body) {
      incoming.write(chunk)
      onBytes(received += chunk.length)
    }
  } catch (error) {
    incoming.close()
    throw error
  }
  incoming.finish()
}
