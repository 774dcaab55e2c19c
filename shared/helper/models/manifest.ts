import { z } from '#protocol'

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/))
const count = z.number().check(z.int(), z.nonnegative())
/** Relative, forward slashes, no way up. */
const path = z.string().check(z.regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\]+$/))

/** Where one file comes from: inside a package of the npm registry, a pinned address, or this repository. */
const originSchema = z.union([
  z.strictObject({
    package: z.string().check(z.regex(/^(@[a-z0-9-][a-z0-9-._]*\/)?[a-z0-9-][a-z0-9-._]*$/)),
    version: z.string().check(z.regex(/^\d+\.\d+\.\d+[0-9A-Za-z.+-]*$/)),
    integrity: z.string().check(z.regex(/^sha512-[A-Za-z0-9+/]{86}==$/)),
    /** Inside the package, `package/` left out. */
    path,
    /** Size of the packed package: what is downloaded, at most. */
    tarballBytes: count,
  }),
  /** https only, and the address must name its content for good (a commit, a release asset). */
  z.strictObject({ url: z.string().check(z.regex(/^https:\/\/[^\s]+$/)) }),
  /** Relative to `models/`: weights of this project's own training. */
  z.strictObject({ own: path }),
])

const sourceSchema = z.strictObject({
  files: z.array(z.strictObject({ from: originSchema, bytes: count, sha256 })).check(z.minLength(1), z.maxLength(64)),
  /**
   * How the files become one ONNX file. as-is: one file. concat: chunks in order. ncnn: .param, .bin.
   * tfjs-layers, tfjs-graph: the model's .json, then its weight shards in order. ebme: the published checkpoint of BiFlowNet.
   */
  build: z.enum(['as-is', 'concat', 'ncnn', 'tfjs-layers', 'tfjs-graph', 'ebme']),
  /** Rises when a converter's output changes. */
  buildVersion: count,
})

/** How samples become the network's numbers: (value / max * range - mean[c]) / std[c], channels in `order`. */
const pictureTensorSchema = z.strictObject({
  name: z.string(),
  layout: z.enum(['nchw', 'nhwc']),
  order: z.enum(['rgb', 'bgr']),
  /** The number that white becomes before mean and std: 1 or 255. */
  range: z.union([z.literal(1), z.literal(255)]),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
  /** u2net divides by the picture's own largest value instead of `max`. */
  divideByLargest: z._default(z.boolean(), false),
})

/** How the network may be fed. */
const tileSchema = z.union([
  /** One fixed size; the picture is resized to it (segmentation). */
  z.strictObject({ kind: z.literal('fixed'), width: count, height: count }),
  /**
   * Any size that is a multiple of `alignPx`. `contextPx`: border whose output depends on padding, so tiles overlap by
   * twice this. `trimPx`: the network itself consumes this border (waifu2x: 7), so the output is smaller.
   */
  z.strictObject({
    kind: z.literal('tiled'), alignPx: count, contextPx: count, trimPx: z._default(count, 0),
    /** Tile side that runs fastest on a CPU. */
    preferredPx: count,
  }),
])

/** A model with its passport. */
export const manifestSchema = z.strictObject({
  $schema: z.optional(z.string()),
  id: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{1,60}$/)),
  /** `refine`: edges of a mask's matte. `slow`: motion between two frames. */
  task: z.enum(['mask', 'denoise', 'upscale', 'refine', 'slow']),
  title: z.string(),
  /** One sentence for the artist: what it is good for. */
  description: z.string(),
  /** SPDX of the weights, and of the package they lie in. `permissive` policy: both must be permissive. */
  licence: z.string(),
  packageLicence: z.optional(z.string()),
  copyright: z.string(),
  homepage: z.string(),
  /** Order of preference inside its task; the first usable one is the default. Left out: only by name. */
  rank: z.optional(count),
  source: sourceSchema,
  /** The ONNX file that the source becomes. */
  built: z.strictObject({ sha256, bytes: count }),
  input: pictureTensorSchema,
  /** A noise map beside the picture, `divisor` times smaller, sigma on 0..1; `most`: above it the network knows nothing. */
  noise: z.optional(z.strictObject({ name: z.string(), divisor: count, most: z.optional(z.number().check(z.positive())) })),
  /** Of `refine`: two planes beside the picture, the coarse matte and the colour-line matte. */
  mattes: z.optional(z.strictObject({ name: z.string() })),
  /**
   * Of `slow`: one level of a pyramid of motion. `input` is the first frame, `second` the other; `lastFlow` [1, 4, h, w] and
   * `lastFeatures` [1, channels, h, w], `divisor` times smaller than the frames, come from the coarser level. `output` is the
   * flow: 0 to 1 (x, y), then 1 to 0, in pixels of the level's frames.
   */
  motion: z.optional(z.strictObject({
    second: z.string(), lastFlow: z.string(), lastFeatures: z.string(), features: z.string(), channels: count, divisor: count,
  })),
  output: z.strictObject({
    name: z.string(),
    layout: z.enum(['nchw', 'nhwc']),
    /** White in the output; min-max: stretched to its own extremes (u2net). */
    range: z.union([z.literal(1), z.literal(255), z.literal('min-max')]),
    /** The output is logits: it still wants a sigmoid, before `range` (BiRefNet). */
    isLogits: z._default(z.boolean(), false),
    /** A mask network with several classes: the plane that is the subject. */
    plane: z._default(count, 0),
  }),
  tile: tileSchema,
  /** Upscaling factor. */
  scale: z.optional(z.union([z.literal(2), z.literal(4)])),
  /** Upscaling that invents nothing: reducing the result gives the source back. The pipeline holds it to that. */
  fidelity: z._default(z.boolean(), false),
  /**
   * With `fidelity`: how far, on 0..1, a sample of the reduced result may stay from the source. A network that removes light
   * noise may keep what it removed up to this; 0.01 is 40 dB. Left out: 0.
   */
  slack: z.optional(z.number().check(z.nonnegative(), z.maximum(0.1))),
  /** Peak bytes per input pixel of one tile, measured; the tile size follows from it. */
  bytesPerPixel: count,
  /** Twin manifests whose weights are mixed linearly: 0 is the first, 100 the second (`denoise` of upscale). */
  blend: z.optional(z.tuple([z.string(), z.string()])),
  /** What a professional should know before relying on it. */
  limits: z.optional(z.string()),
})
export type Manifest = z.infer<typeof manifestSchema>
export type ManifestSource = Manifest['source']
export type SourceFile = ManifestSource['files'][number]
export type RegistryOrigin = Extract<SourceFile['from'], { package: string }>

/** JSON Schema of a manifest as it is written, for editors; committed as models/manifest.schema.json. */
export const manifestJsonSchema = (): string => `${JSON.stringify(z.toJSONSchema(manifestSchema, { io: 'input' }), null, 2)}\n`
