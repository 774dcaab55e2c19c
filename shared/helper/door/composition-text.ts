import { type CompositionOrder, compositionTools } from '#protocol'

const { source, matte, cut, result } = compositionTools

/** Numbers of MatteControl's menus: its alpha becomes the red of what is in front (gray has one value in all three). */
const COMBINE_RED = 1
const COPY = 0

interface Composition extends Pick<CompositionOrder, 'frames' | 'before' | 'length'> {
  /** The first picture. */
  file: string
  /** Its number. */
  number: number
}

/**
 * A composition for Resolve: its clip, cut by a sequence of gray mattes. Frames count from 0 at the clip's first, handles lie
 * before it, as Resolve's own MediaIn has them. A Loader in a file asks for nothing; one that is added asks for its file.
 */
export function writeComposition({ file, number, frames, before, length }: Composition): string {
  const [first, last] = [-before, frames - before - 1]
  return `Composition {
  CurrentTime = 0,
  RenderRange = { 0, ${length - 1} },
  GlobalRange = { 0, ${length - 1} },
  Tools = ordered() {
    ${source} = MediaIn {
      ViewInfo = OperatorInfo { Pos = { 0, 0 } },
    },
    ${matte} = Loader {
      Clips = {
        Clip {
          ID = "Clip1",
          Filename = ${quote(file)},
          FormatID = "PNGFormat",
          StartFrame = ${number},
          Length = ${frames},
          LengthSetManually = true,
          TrimIn = 0,
          TrimOut = ${frames - 1},
          ExtendFirst = 0,
          ExtendLast = 0,
          Loop = 0,
          AspectMode = 0,
          Depth = 0,
          TimeCode = 0,
          GlobalStart = ${first},
          GlobalEnd = ${last},
        },
      },
      NameSet = true,
      Inputs = {
        GlobalIn = Input { Value = ${first}, },
        GlobalOut = Input { Value = ${last}, },
      },
      ViewInfo = OperatorInfo { Pos = { 0, 82.5 } },
    },
    ${cut} = MatteControl {
      NameSet = true,
      Inputs = {
        MatteCombine = Input { Value = ${COMBINE_RED}, },
        CombineOp = Input { Value = ${COPY}, },
        PostMultiply = Input { Value = 1, },
        Background = Input { SourceOp = "${source}", Source = "Output", },
        Foreground = Input { SourceOp = "${matte}", Source = "Output", },
      },
      ViewInfo = OperatorInfo { Pos = { 165, 0 } },
    },
    ${result} = MediaOut {
      Inputs = {
        Input = Input { SourceOp = "${cut}", Source = "Output", },
      },
      ViewInfo = OperatorInfo { Pos = { 330, 0 } },
    },
  },
}
`
}

/** What ends a literal, or begins something else in one, by its number; letters of any writing stay as they are, in UTF-8. */
function quote(text: string): string {
  const told = [...text].map((sign) => {
    if (sign === '\\' || sign === '"') return `\\${sign}`
    const code = sign.codePointAt(0) ?? 0
    return code < 32 || code === 127 ? `\\${String(code).padStart(3, '0')}` : sign
  })
  return `"${told.join('')}"`
}
