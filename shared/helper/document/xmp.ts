/** XMP (ISO 16684-1): an RDF packet. Ours is one more rdf:Description, so that everything else stays byte for byte. */
const NAMESPACE = 'urn:firstpass:xmp:1.0/'
const OPEN = '<firstpass:job>'
const CLOSE = '</firstpass:job>'

const EMPTY = '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
  + ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** XML 1.0 holds no control character at all, not even as an entity; in JSON none stands for anything. */
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g

const escaped = (text: string): string =>
  text.replace(NOT_XML, '').replace(/[&<>]/g, (character) => escapes[character] ?? character)

/** The packet with the job's JSON in it, in place of an older one; a new packet where the source had none that can be read. */
export function withJob(source: Buffer | undefined, job: string): Buffer {
  const packet = source?.toString('utf8') ?? EMPTY
  const kept = withoutOurs(packet.includes('</rdf:RDF>') ? packet : EMPTY)
  const end = kept.lastIndexOf('</rdf:RDF>')
  const ours = `<rdf:Description rdf:about="" xmlns:firstpass="${NAMESPACE}">\n`
    + `   ${OPEN}${escaped(job)}${CLOSE}\n  </rdf:Description>`
  return Buffer.from(`${kept.slice(0, end)} ${ours}\n ${kept.slice(end)}`)
}

/** The packet with tiff:Orientation 1, as attribute or element: the pixels have been turned. */
export function withUprightXmp(xmp: Buffer): Buffer {
  const packet = xmp.toString('utf8')
  const upright = packet.replace(/(tiff:Orientation\s*(?:=\s*["']|>\s*))[2-8](?=\s*["'<])/g, '$11')
  return upright === packet ? xmp : Buffer.from(upright)
}

/** The job's JSON that an earlier save left in a packet. */
export function jobOf(xmp: Buffer): string | undefined {
  const packet = xmp.toString('utf8')
  const from = packet.indexOf(OPEN)
  const to = packet.indexOf(CLOSE, from)
  if (from < 0 || to < 0) return undefined
  return packet.slice(from + OPEN.length, to).replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')
}

/** Searched with indexOf, not with a pattern: packets come from anywhere, and a pattern can take forever. */
function withoutOurs(packet: string): string {
  let kept = packet
  for (;;) {
    const at = kept.indexOf(`xmlns:firstpass="${NAMESPACE}"`)
    const from = kept.lastIndexOf('<rdf:Description', at)
    const close = kept.indexOf('</rdf:Description>', at)
    if (at < 0 || from < 0 || close < 0) return kept
    kept = kept.slice(0, from).trimEnd() + kept.slice(close + '</rdf:Description>'.length)
  }
}
