import { type DoorArgument, type DoorBatch, doorCalls, type DoorReference } from '#protocol'

/** What the script in Resolve is told (plugins/resolve/scripts/requests.ts). */
export type ChunkValue = boolean | number | string | ChunkValue[] | { [name: string]: ChunkValue | undefined }

/** A chunk of Lua that gives this table and does nothing else. Names of fields are ours. */
export function writeChunk(fields: { [name: string]: ChunkValue | undefined }): string {
  return `return ${writeOwn(fields)}\n`
}

/** The request for a batch. Each call is a function of its own, since one function holds at most 65,536 constants. */
export function writeCalls({ calls }: DoorBatch): string {
  const each = calls.map(({ on, call, args, each: isEach, must }) => {
    const fields = [
      `on=${writeArgument(on)}`, `call=${quote(call)}`, `as=${quote(doorCalls[call])}`,
      `args={n=${args.length}${args.map((arg) => `,${writeArgument(arg)}`).join('')}}`,
      ...(isEach === true ? ['each=true'] : []), ...(must === true ? ['must=true'] : []),
    ]
    return `(function()return{${fields.join(',')}}end)()`
  })
  return `return {kind="calls",calls={${each.join(',\n')}}}\n`
}

/**
 * A text as a literal of Lua: letters, digits and a few harmless signs of ASCII as they are, every other byte of its UTF-8 as
 * `\ddd`. So nothing in it can end the literal, whatever it is.
 */
export function quote(text: string): string {
  let literal = '"'
  for (const byte of Buffer.from(text, 'utf8')) {
    const sign = String.fromCharCode(byte)
    literal += /[A-Za-z0-9 _./:,+=@-]/.test(sign) ? sign : `\\${String(byte).padStart(3, '0')}`
  }
  return `${literal}"`
}

/** Numbers of JSON are numbers of Lua. */
function writeArgument(value: DoorArgument): string {
  if (value === null) return 'nil'
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `{${value.map(writeArgument).join(',')}}`
  if (isReference(value)) return writeReference(value)
  return `{${Object.entries(value).map(([key, one]) => `[${quote(key)}]=${writeArgument(one)}`).join(',')}}`
}

function isReference(value: object): value is DoorReference {
  return '$handle' in value || '$answer' in value || '$constant' in value
}

/** Lua counts from 1. */
function writeReference(reference: DoorReference): string {
  if ('$handle' in reference) return `{__handle=${quote(reference.$handle)}}`
  if ('$constant' in reference) return `{__constant=${quote(reference.$constant)}}`
  const { $answer, at } = reference
  const place = at === undefined ? '' : `,at=${typeof at === 'number' ? at + 1 : quote(at)}`
  return `{__answer=${$answer + 1}${place}}`
}

function writeOwn(value: ChunkValue): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `{${value.map(writeOwn).join(',')}}`
  return `{${Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [`${name}=${writeOwn(one)}`])).join(',')}}`
}
