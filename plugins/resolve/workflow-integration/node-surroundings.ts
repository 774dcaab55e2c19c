import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { FetchAnswer, FetchInit, Surroundings } from '#client'

/** What Electron's main process lends to the client; not every one that Resolve had has a `fetch`. */
export const nodeSurroundings: Surroundings = {
  fetch: send,
  nowMs: Date.now,
  setTimer(ms, act) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
  randomBytes: (count) => randomBytes(count),
}

function send(url: string, { method, headers, body }: FetchInit): Promise<FetchAnswer> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        const bytes = Buffer.concat(parts)
        resolve({
          status: answer.statusCode ?? 0,
          text: async () => bytes.toString('utf8'),
          arrayBuffer: async () => new Uint8Array(bytes).buffer,
        })
      })
    })
    sending.on('error', reject)
    sending.end(body)
  })
}
