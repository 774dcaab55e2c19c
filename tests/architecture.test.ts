import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { manifestSchema } from '#helper/models/manifest'
import { projectFiles, reachesOf, type Reach, readProjectFile } from './support/sources'

const sources = projectFiles.filter((path) => /\.(tsx?|js)$/.test(path))
const production = sources.filter((path) => !/^tests\/|^native\/(test|bench|fuzz)\//.test(path))
const reaches = sources.flatMap((path) => reachesOf(path, readProjectFile(path)))

const parts: Record<string, string> = {
  '#protocol': 'shared/protocol/index', '#host': 'shared/host/index', '#panel': 'shared/panel/index',
  '#client': 'shared/client/index', '#browser': 'shared/browser/index', '#uxp': 'shared/uxp/index',
  '#uxp/module': 'shared/uxp/module', '#native': 'native/lib/index', '#setup': 'shared/setup/index',
}

/** The file (without ending) or package that a reach means. */
function resolveTarget({ file, target }: Reach): string {
  if (target.startsWith('.')) return posix.join(posix.dirname(file), target)
  if (target.startsWith('#helper/')) return `shared/helper/${target.slice('#helper/'.length)}`
  if (target.startsWith('#standalone/')) return `shared/standalone/${target.slice('#standalone/'.length)}`
  return parts[target] ?? target
}

const describeReach = (reach: Reach): string => `${reach.file}:${reach.line} reaches ${reach.target}`

/** Reaches from files under `from` for which `forbidden` holds. */
function breaches(from: RegExp, forbidden: (target: string) => boolean): string[] {
  return reaches.filter((reach) => from.test(reach.file) && forbidden(resolveTarget(reach))).map(describeReach)
}

const under = (...folders: string[]) => (target: string): boolean =>
  folders.some((folder) => target === folder || target.startsWith(`${folder}/`))
const isPackage = (name: string): ((target: string) => boolean) => under(name)

describe('the arrows between the parts', () => {
  it('sees imports, dynamic imports and requires of every kind', () => {
    const text = `import a from 'a'\nexport * from 'b'\nconst c = require('c')\nawait import('d')\n` +
      `const load = createRequire(__filename)\nload('e')\nconst again = require\nagain('f')\n` +
      `require.resolve('g')\ntype H = import('h').H\nrequire(x)`
    expect(reachesOf('x.ts', text).map((reach) => reach.target).sort()).toEqual(['*', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
  })

  it('protocol reaches nothing but zod', () => {
    expect(breaches(/^shared\/protocol\//, (target) => !under('shared/protocol', 'zod')(target))).toEqual([])
  })

  it('client reaches nothing but protocol, and no node', () => {
    expect(breaches(/^shared\/client\//, (target) => !under('shared/protocol', 'shared/client')(target))).toEqual([])
    expect(breaches(/^shared\/(client|protocol)\//, isBuiltin)).toEqual([])
  })

  it('host reaches nothing but protocol; panel nothing but protocol, host, client and preact; neither any host module', () => {
    expect(breaches(/^shared\/host\//, (target) => !under('shared/protocol', 'shared/host')(target))).toEqual([])
    const parts = under('shared/protocol', 'shared/host', 'shared/client', 'shared/panel', 'preact')
    expect(breaches(/^shared\/panel\//, (target) => !parts(target))).toEqual([])
    expect(breaches(/^(?!plugins\/(photoshop|premiere)\/host\/)/, under('photoshop', 'uxp', 'premierepro'))).toEqual([])
  })

  it('what UXP plugins share reaches client and panel, and no host module', () => {
    const parts = under('shared/client', 'shared/panel', 'shared/uxp')
    expect(breaches(/^shared\/uxp\/(?!icons\/)/, (target) => !parts(target))).toEqual([])
  })

  it('what pages in a browser share reaches protocol, client and panel, and Preact', () => {
    const allowed = under('shared/protocol', 'shared/client', 'shared/panel', 'shared/browser', 'preact')
    expect(breaches(/^shared\/browser\//, (target) => !allowed(target))).toEqual([])
  })

  it('a plugin reaches no other plugin, no helper, no kernels', () => {
    for (const plugin of ['photoshop', 'premiere', 'resolve']) {
      const others = ['photoshop', 'premiere', 'resolve'].filter((other) => other !== plugin).map((other) => `plugins/${other}`)
      const from = new RegExp(`^plugins/${plugin}/`)
      expect(breaches(from, under(...others, 'shared/helper', 'shared/standalone', 'native', 'models'))).toEqual([])
    }
  })

  it('setup reaches protocol and node alone, and only the command line and the server reach setup', () => {
    const allowed = under('shared/setup', 'shared/protocol')
    expect(breaches(/^shared\/setup\//, (target) => !allowed(target) && !isBuiltin(target))).toEqual([])
    expect(breaches(/^(?!shared\/(setup|standalone\/cli|helper\/server)\/|tests\/)/, under('shared/setup'))).toEqual([])
  })

  it('standalone reaches protocol, client, setup, node and packages of the command line only', () => {
    const packages = ['commander', 'cli-progress', 'ws']
    const allowed = under('shared/protocol', 'shared/client', 'shared/setup', 'shared/standalone', ...packages)
    expect(breaches(/^shared\/standalone\/cli\//, (target) => !allowed(target) && !isBuiltin(target))).toEqual([])
  })

  it('the page reaches protocol, client, host, panel and what pages share, Preact and Spectrum, and no node', () => {
    const allowed = under('shared/protocol', 'shared/client', 'shared/host', 'shared/panel', 'shared/browser',
      'shared/standalone/web', 'preact')
    expect(breaches(/^shared\/standalone\/web\//, (target) => !allowed(target) || isBuiltin(target))).toEqual([])
    const elements = ['shared/browser', 'shared/standalone/web']
      .flatMap((folder) => readProjectFile(`${folder}/spectrum.mjs`).split('\n').filter((line) => line.startsWith('import')))
    expect(elements.filter((line) => !/^import '@spectrum-web-components\/[a-z-]+\/[a-z/-]+\.js'$/.test(line))).toEqual([])
  })

  it('the window reaches protocol, client, what pages share and the panel, Preact and Spectrum, and no node', () => {
    const parts = ['shared/protocol', 'shared/client', 'shared/panel', 'shared/browser']
    const allowed = under(...parts, 'shared/standalone/home', 'preact')
    expect(breaches(/^shared\/standalone\/home\//, (target) => !allowed(target) || isBuiltin(target))).toEqual([])
    const lines = readProjectFile('shared/standalone/home/spectrum.mjs').split('\n')
    const elements = lines.filter((line) => line.startsWith('import'))
    expect(elements.filter((line) => !/^import '@spectrum-web-components\/[a-z-]+\/[a-z/-]+\.js'$/.test(line))).toEqual([])
  })

  it('the demo, which no host ships, may also draw its sheet with sharp', () => {
    const packages = ['ws', 'sharp']
    const allowed = under('shared/protocol', 'shared/client', 'shared/standalone', ...packages)
    expect(breaches(/^shared\/standalone\/demo\//, (target) => !allowed(target) && !isBuiltin(target))).toEqual([])
    expect(breaches(/^shared\/standalone\/cli\//, under('shared/standalone/demo'))).toEqual([])
  })

  it('helper reaches none of its clients', () => {
    const clients = under('shared/client', 'shared/standalone', 'shared/panel', 'shared/host', 'plugins')
    expect(breaches(/^shared\/helper\//, clients)).toEqual([])
  })

  it('the server never computes, and the pipeline knows no jobs', () => {
    expect(breaches(/^shared\/helper\/server\//, (target) =>
      under('shared/helper/pipeline', 'native')(target) || /^shared\/helper\/engine\/(?!messages$)/.test(target))).toEqual([])
    expect(breaches(/^shared\/helper\/pipeline\//, under('shared/helper/tasks', 'shared/helper/server', 'shared/helper/queue',
      'shared/helper/engine', 'shared/helper/document', 'shared/helper/models'))).toEqual([])
  })

  it('the heavy packages have one home each', () => {
    expect(breaches(/^(?!shared\/helper\/engine\/|tests\/|native\/bench\/)/, isPackage('onnxruntime-node'))).toEqual([])
    expect(breaches(/^(?!shared\/helper\/document\/|shared\/standalone\/demo\/|tests\/)/, isPackage('sharp'))).toEqual([])
    expect(breaches(/^(?!shared\/helper\/document\/|tests\/)/, isPackage('ag-psd'))).toEqual([])
    expect(breaches(/^(?!shared\/helper\/models\/|tests\/)/, under('pacote', '@npmcli/config'))).toEqual([])
  })

  it('what makes the archives reaches protocol, models and what packs the plugins, and no part reaches it', () => {
    const allowed = under('bin/archive', 'shared/protocol', 'shared/helper/models', 'plugins/package', 'tar')
    expect(breaches(/^bin\/archive\//, (target) => !allowed(target) && !isBuiltin(target))).toEqual([])
    expect(breaches(/^(?!bin\/archive\/|tests\/)/, under('bin/archive'))).toEqual([])
  })

  it('media reaches protocol, native and the pipeline; its command lines are only there', () => {
    const allowed = under('shared/helper/media', 'shared/helper/pipeline', 'shared/protocol', 'native/lib')
    expect(breaches(/^shared\/helper\/media\//, (target) => !allowed(target) && !isBuiltin(target))).toEqual([])
    const naming = production.filter((path) => path.endsWith('.ts') && !path.startsWith('shared/helper/media/'))
      .filter((path) => /['"`](ffmpeg|ffprobe)(\.exe)?['"`]/.test(readProjectFile(path)))
    expect(naming).toEqual([])
    expect(breaches(/^shared\/helper\/pipeline\//, under('shared/helper/media'))).toEqual([])
  })

  it('the door reaches protocol alone, and nothing but the server reaches the door', () => {
    const allowed = under('shared/helper/door', 'shared/protocol')
    expect(breaches(/^shared\/helper\/door\//, (target) => !allowed(target) && !isBuiltin(target))).toEqual([])
    expect(breaches(/^(?!shared\/helper\/(door|server)\/|tests\/)/, under('shared/helper/door'))).toEqual([])
  })

  it('only native/lib/load.ts loads a native addon, and the plugin in Resolve the module of Resolve itself', () => {
    const loaders = ['native/lib/load.ts', 'plugins/resolve/workflow-integration/load-integration.ts']
    // These look whether it is there.
    const seekers = ['plugins/resolve/workflow-integration/find-integration.ts', 'shared/setup/resolve-places.ts']
    const naming = (words: RegExp): string[] => production
      .filter((path) => path.endsWith('.ts') && !loaders.includes(path) && words.test(readProjectFile(path)))
    expect(naming(/process\.dlopen/)).toEqual([])
    expect(naming(/\.node['"`]/)).toEqual(seekers)
  })

  it('kernels know nothing of N-API', () => {
    const native = projectFiles.filter((path) => path.startsWith('native/kernels/'))
    expect(native.filter((path) => /napi\.h|node_api\.h/.test(readProjectFile(path)))).toEqual([])
  })

  it('production reaches no tests and computes no module names', () => {
    const isProduction = new Set(production)
    const shipped = reaches.filter((reach) => isProduction.has(reach.file))
    expect(shipped.filter((reach) => under('tests')(resolveTarget(reach))).map(describeReach)).toEqual([])
    const computed = shipped.filter((reach) => reach.target === '*' && reach.file !== 'native/lib/load.ts')
    expect(computed.map(describeReach)).toEqual([])
  })
})

describe('the tree', () => {
  it('holds no source longer than 300 lines', () => {
    const code = projectFiles.filter((path) => /\.(tsx?|js|cpp|h|py)$/.test(path))
    const countLines = (path: string): number => readProjectFile(path).split('\n').length - 1
    expect(code.filter((path) => countLines(path) > 300)).toEqual([])
  })

  it('names files for what they hold', () => {
    const banned = /(^|[/.-])(managers?|services?|utils?|utilities|common|misc|helpers|stuff)([/.-]|$)/
    // The misbehaving helpers (the product's local process) that tests run against do have that name.
    const named = projectFiles.map((path) => path.replace(/^tests\/support\/helpers\//, 'tests/support/'))
    expect(named.filter((path) => banned.test(path))).toEqual([])
    expect(projectFiles.filter((path) => /\.tsx?$/.test(path) && !/^[a-z0-9.-]+$/.test(posix.basename(path)))).toEqual([])
  })

  it('names no path of a machine and no registry host', () => {
    // Put together here, so that this file does not name them itself.
    const words = [`/(${'work'}|${'root'})/`, `registry\\.${'npmjs'}`, `${'deb'}\\.debian`]
    const pattern = new RegExp(words.join('|'))
    const texts = projectFiles.filter((path) => !/\.(jpg|png|onnx|bin|psd|tif|icc|v)$|^package-lock\.json$/.test(path))
    expect(texts.filter((path) => pattern.test(readProjectFile(path)))).toEqual([])
  })

  it('locks packages without the address they came from', () => {
    expect(/"resolved": "https?:/.test(readProjectFile('package-lock.json'))).toBe(false)
  })

  it('has manifests that the schema accepts, each in the folder of its task', () => {
    const manifests = projectFiles.filter((path) => /^models\/[^/]+\/[^/]+\.json$/.test(path))
    expect(manifests.length).toBeGreaterThan(0)
    for (const path of manifests) {
      const manifest = manifestSchema.parse(JSON.parse(readProjectFile(path)))
      expect(path).toBe(`models/${manifest.task}/${manifest.id}.json`)
    }
  })

  it('has every task in the protocol, the helper and a flow or unit test under the same name', () => {
    const files = new Set(projectFiles)
    for (const task of ['mask', 'denoise', 'upscale']) {
      expect(files.has(`shared/protocol/tasks/${task}.ts`)).toBe(true)
      expect(files.has(`shared/helper/tasks/${task}.ts`)).toBe(true)
      expect(projectFiles.some((path) => path.startsWith('tests/') && path.includes(task))).toBe(true)
    }
  })
})
