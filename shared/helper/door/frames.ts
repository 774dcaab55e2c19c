/** One part of what the script in Resolve said (plugins/resolve/scripts/channel.ts). */
export interface Frame {
  /** Of which script, or `hello`. */
  who: string
  seq: number
  /** From 1. */
  part: number
  parts: number
  bytes: Buffer
}

/** Largest number of parts: 128 of 45 kB are 5.7 MB, more than the script ever sends. */
export const MAX_PARTS = 128

const FRAME = /fp1;([0-9a-z]{1,16});([0-9]{1,9});([0-9]{1,3});([0-9]{1,3});([0-9]{1,6});([A-Za-z0-9+/=]*);end/g

/**
 * Every whole frame in a text of any kind: a file of ours, or Resolve's preferences around it, which may be half written at
 * this moment.
 */
export function readFrames(text: string): Frame[] {
  const frames: Frame[] = []
  for (const [, who = '', seq, part, parts, length, body = ''] of text.matchAll(FRAME)) {
    const frame = { who, seq: Number(seq), part: Number(part), parts: Number(parts) }
    const isWhole = body.length === Number(length) && frame.part >= 1 && frame.part <= frame.parts && frame.parts <= MAX_PARTS
    if (isWhole) frames.push({ ...frame, bytes: Buffer.from(body, 'base64') })
  }
  return frames
}
