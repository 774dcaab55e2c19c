'use strict'

const { copyFileSync, cpSync, mkdirSync } = require('node:fs')
const { join } = require('node:path')
const { minify } = require('@swc/core')
const { Compilation, sources } = require('webpack')

/** Makes scripts small; several times as fast as webpack's own way. */
class Minify {
  apply(compiler) {
    compiler.hooks.compilation.tap('Minify', (compilation) => {
      const stage = Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE
      compilation.hooks.processAssets.tapPromise({ name: 'Minify', stage }, async (assets) => {
        for (const [name, asset] of Object.entries(assets)) {
          const { code } = await minify(asset.source().toString(), { compress: true, mangle: true, ecma: 2020, toplevel: true })
          compilation.updateAsset(name, new sources.RawSource(code))
        }
      })
    })
  }
}

/** What every bundle is compiled by; `imports` of package.json are resolved to sources. */
const plain = {
  mode: 'production',
  // No eval, which UXP forbids.
  devtool: false,
  performance: { hints: false },
  cache: { type: 'filesystem', cacheDirectory: join(__dirname, 'build/webpack-cache') },
  optimization: { minimizer: [new Minify()] },
  stats: 'errors-warnings',
  resolve: { extensions: ['.ts', '.tsx', '.mjs', '.js'], conditionNames: ['source', 'import', 'module', 'browser', 'default'] },
  module: {
    rules: [{
      test: /\.tsx?$/,
      exclude: /node_modules/,
      // No module of ours does anything but be there when it is imported, save the polyfills; unmarked, all of zod comes along.
      sideEffects: false,
      use: {
        loader: 'swc-loader',
        options: {
          jsc: {
            target: 'es2020',
            parser: { syntax: 'typescript', tsx: true },
            transform: { react: { runtime: 'automatic', importSource: 'preact' } },
          },
          module: { type: 'es6' },
        },
      },
    }, { test: /(main|preload|polyfills|uxp\/index)\.ts$/, sideEffects: true }],
  },
}

/** Copies what a bundle's folder holds beside its script. */
class CopyBeside {
  constructor(from, names) {
    this.from = from
    this.names = names
  }

  apply(compiler) {
    compiler.hooks.afterEmit.tap('CopyBeside', () => {
      mkdirSync(compiler.outputPath, { recursive: true })
      for (const name of this.names) this.copy(name, compiler.outputPath)
    })
  }

  copy(name, to) {
    const isPicture = (path) => !path.endsWith('.js')
    if (name.endsWith('/')) cpSync(join(this.from, name), join(to, name), { recursive: true, filter: isPicture })
    else copyFileSync(join(this.from, name), join(to, name))
  }
}

/** All that a panel in UXP is made of, beside its own folder. */
const panelParts = ['protocol', 'client', 'host', 'panel', 'uxp'].map((part) => `shared/${part}`)

/** A UXP plugin: build/<name> is what the UXP Developer Tool loads. `modules` come from the application. */
function plugin(name, modules) {
  const folder = join(__dirname, 'plugins', name)
  return {
    ...plain,
    name,
    target: ['web', 'es2020'],
    entry: join(folder, 'main.ts'),
    output: { path: join(__dirname, 'build', name), filename: 'main.js', clean: true },
    externalsType: 'commonjs',
    externals: Object.fromEntries(modules.map((module) => [module, module])),
    module: {
      rules: [...plain.module.rules, {
        test: /protocol\/error-table\.ts$/, loader: join(__dirname, 'plugins/own-errors-loader.js'),
        options: { folders: [...panelParts, `plugins/${name}`] },
      }],
    },
    plugins: [
      new CopyBeside(folder, ['manifest.json']),
      new CopyBeside(join(__dirname, 'shared/uxp'), ['index.html', 'icons/']),
    ],
  }
}

const photoshop = () => plugin('photoshop', ['photoshop', 'uxp', 'fs'])
const premiere = () => plugin('premiere', ['premierepro', 'uxp'])

/** Some packages have a "source" of their own, which is no JavaScript. One file, which the helper serves. */
const pageModule = {
  parser: { javascript: { dynamicImportMode: 'eager' } },
  rules: [...plain.module.rules, {
    include: /node_modules/, resolve: { conditionNames: ['import', 'module', 'browser', 'default'] },
  }],
}

/** The panel in a browser: the helper serves build/web. */
function page() {
  const folder = join(__dirname, 'shared/standalone/web')
  return {
    ...plain,
    name: 'page',
    target: ['web', 'es2022'],
    entry: [join(__dirname, 'shared/browser/spectrum.mjs'), join(folder, 'spectrum.mjs'), join(folder, 'main.tsx')],
    // The other pages lie below.
    output: { path: join(__dirname, 'build/web'), filename: 'page.js', clean: { keep: /^(resolve|home)\// } },
    module: pageModule,
    plugins: [new CopyBeside(folder, ['index.html', 'page.css'])],
  }
}

/** The panel for DaVinci Resolve: the helper serves build/web/resolve, in a browser and in Resolve's own Electron. */
function resolvePage() {
  const folder = join(__dirname, 'plugins/resolve/page')
  return {
    ...plain,
    name: 'resolve-page',
    target: ['web', 'es2020'],
    entry: [join(__dirname, 'shared/browser/spectrum.mjs'), join(folder, 'main.tsx')],
    output: { path: join(__dirname, 'build/web/resolve'), filename: 'page.js', clean: true },
    module: pageModule,
    plugins: [new CopyBeside(folder, ['index.html', 'page.css'])],
  }
}

/** The helper's own window: the helper serves build/web/home. */
function home() {
  const folder = join(__dirname, 'shared/standalone/home')
  return {
    ...plain,
    name: 'home',
    target: ['web', 'es2022'],
    entry: [join(__dirname, 'shared/browser/spectrum.mjs'), join(folder, 'spectrum.mjs'), join(folder, 'main.tsx')],
    output: { path: join(__dirname, 'build/web/home'), filename: 'page.js', clean: true },
    module: pageModule,
    plugins: [new CopyBeside(folder, ['index.html', 'page.css'])],
  }
}

/** The Workflow Integration of DaVinci Resolve Studio: Electron's main process, and what it shows its page. */
function workflowIntegration() {
  const folder = join(__dirname, 'plugins/resolve/workflow-integration')
  return {
    ...plain,
    name: 'workflow-integration',
    target: 'node14',
    entry: { main: join(folder, 'main.ts'), preload: join(folder, 'preload.ts') },
    output: { path: join(__dirname, 'build/resolve/workflow-integration'), filename: '[name].js', clean: true },
    externalsType: 'commonjs',
    externals: { electron: 'electron' },
    // Where the plugin lies, not where it was built.
    node: { __dirname: false },
    plugins: [new CopyBeside(join(folder, 'files'), ['manifest.xml', 'package.json', 'waiting.html'])],
  }
}

/** One function for each bundle. */
module.exports = [photoshop, premiere, page, resolvePage, home, workflowIntegration].map((bundle) => bundle())
