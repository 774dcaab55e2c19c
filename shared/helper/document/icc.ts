/** International Color Consortium, specification ICC.1:2022, clauses 7.2, 7.3, 10.15; v2 `desc` from ICC.1:2001-04, 6.5.17. */
const HEADER_BYTES = 128
const MAX_NAME = 200

/** The colour space a profile is for: 'RGB', 'GRAY', 'CMYK' ...; undefined where the bytes are no profile. */
export function profileSpace(icc: Buffer): string | undefined {
  if (icc.length < HEADER_BYTES + 4 || icc.toString('latin1', 36, 40) !== 'acsp') return undefined
  return icc.toString('latin1', 16, 20).trim()
}

/** The profile's own name, for people; 'unnamed profile' where it has none that can be read. */
export function profileName(icc: Buffer): string {
  const name = description(icc)?.replace(/[\0-\x1f\x7f]/g, ' ').trim().slice(0, MAX_NAME)
  return name === undefined || name === '' ? 'unnamed profile' : name
}

function description(icc: Buffer): string | undefined {
  const tag = findTag(icc, 'desc')
  if (tag === undefined || tag.length < 12) return undefined
  const type = tag.toString('latin1', 0, 4)
  if (type === 'desc') return tag.toString('latin1', 12, 12 + tag.readUInt32BE(8))
  return type === 'mluc' ? localised(tag) : undefined
}

function findTag(icc: Buffer, signature: string): Buffer | undefined {
  if (icc.length < HEADER_BYTES + 4) return undefined
  const count = Math.min(icc.readUInt32BE(HEADER_BYTES), 1000)
  for (let at = HEADER_BYTES + 4; at + 12 <= icc.length && at < HEADER_BYTES + 4 + count * 12; at += 12) {
    if (icc.toString('latin1', at, at + 4) === signature) {
      const from = icc.readUInt32BE(at + 4)
      return icc.subarray(from, from + icc.readUInt32BE(at + 8))
    }
  }
  return undefined
}

/** English where there is a choice, else the first. */
function localised(tag: Buffer): string | undefined {
  if (tag.length < 28) return undefined
  const count = Math.min(tag.readUInt32BE(8), 200)
  let chosen = 16
  for (let at = 16; at + 12 <= tag.length && at < 16 + count * 12; at += 12) {
    if (tag.toString('latin1', at, at + 2) === 'en') {
      chosen = at
      break
    }
  }
  const from = tag.readUInt32BE(chosen + 8)
  const text = tag.subarray(from, from + tag.readUInt32BE(chosen + 4))
  return Buffer.from(text.subarray(0, text.length & ~1)).swap16().toString('utf16le')
}
