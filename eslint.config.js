'use strict'

const tseslint = require('typescript-eslint')

const never = (patterns, message) => ({ 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] })

/** What a part may not import (tests/architecture.test.ts holds the same, for `require` too). */
const arrows = [
  { files: ['shared/protocol/**/*.ts'], rules: never(['node:*', '#*', 'ws'], 'The protocol imports zod only.') },
  { files: ['shared/client/**/*.ts'], rules: never(['node:*', '#helper/*', '#native', '#standalone/*', 'ws'],
    'The client is runtime-neutral: fetch, WebSocket and clock are handed in.') },
  { files: ['shared/host/**/*.ts'], rules: never(['node:*', '#client', '#panel', '#helper/*', '#native', '#standalone/*'],
    'The contract of the hosts knows the protocol only.') },
  { files: ['shared/panel/**/*.{ts,tsx}'], rules: never(
    ['node:*', '#helper/*', '#native', '#standalone/*', 'photoshop', 'uxp', 'premierepro', 'ws'],
    'The panel is host-neutral: it reaches the host through #host, the helper through #client.') },
  { files: ['shared/uxp/**/*.ts'], rules: never(['node:*', '#protocol', '#host', '#helper/*', '#native', '#standalone/*'],
    'What UXP plugins share ties the panel and the client to UXP, whatever the application.') },
  { files: ['shared/browser/**/*.{ts,tsx}'], rules: never(['node:*', '#host', '#helper/*', '#native', '#standalone/*', 'ws'],
    'What pages share ties the panel and the client to a browser, whatever the page.') },
  { files: ['shared/standalone/**/*.ts'], rules: never(['#helper/*', '#native', 'onnxruntime-node', 'ag-psd'],
    'The file host reaches pictures and models through the helper only.') },
  { files: ['shared/helper/**/*.ts'], rules: never(['#client', '#standalone/*'], 'The helper knows none of its clients.') },
  { files: ['shared/helper/server/**/*.ts'], rules: never(['#client', '#standalone/*', '#helper/pipeline/*', '#native', 'sharp'],
    'The server never computes.') },
  { files: ['shared/helper/pipeline/**/*.ts'], rules: never(
    ['#client', '#standalone/*', '#helper/tasks/*', '#helper/server/*', '#helper/queue/*', '#helper/engine/*', 'sharp'],
    'The pipeline knows pixels, not jobs.') },
]

const houseStyle = {
  semi: ['error', 'never', { beforeStatementContinuationChars: 'always' }],
  quotes: ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
  'max-len': ['error', { code: 130, ignoreRegExpLiterals: true }],
  'no-trailing-spaces': 'error',
  'eol-last': 'error',
  'no-multiple-empty-lines': ['error', { max: 1, maxEOF: 0 }],
  'no-tabs': 'error',
  'max-lines': ['error', { max: 300 }],
  'max-lines-per-function': ['error', { max: 60, skipComments: true }],
  'prefer-const': 'error',
  'no-var': 'error',
  eqeqeq: ['error', 'always'],
  'no-console': 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'anywhere' }],
}

const typed = {
  'max-params': 'off',
  '@typescript-eslint/max-params': ['error', { max: 3 }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
  '@typescript-eslint/no-require-imports': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
}

module.exports = [
  { ignores: ['node_modules/**', 'build/**', 'out/**', 'dist/**', 'native/build/**', 'tests/bench/peers/node_modules/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.js'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { ...houseStyle, 'no-unused-vars': 'error', 'max-params': ['error', 3] },
  },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: { ...houseStyle, ...typed },
  },
  ...arrows,
  {
    // A test's `describe` is a chapter, not a function, and it may reach into any part.
    files: ['tests/**/*.ts', 'native/test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Programs that talk to a person; native/build.js runs before anything is built.
    files: ['tests/bench/**', 'native/bench/**', 'native/build.js', 'native/compile.js'],
    rules: { 'no-console': 'off' },
  },
  {
    // The kernels take pictures and their geometry side by side, in the C++ signatures' order (native/lib/kernels.ts).
    files: ['native/{lib,test,bench}/**/*.ts', 'shared/helper/pipeline/**/*.ts'],
    rules: { '@typescript-eslint/max-params': ['error', { max: 6 }] },
  },
  {
    // Arithmetic on samples and places in a file: four plain numbers or bytes side by side.
    files: ['shared/helper/document/**/*.ts', 'tests/support/**/*.ts'],
    rules: { '@typescript-eslint/max-params': ['error', { max: 4 }] },
  },
  {
    // The one place that loads the addon, by a path it finds out.
    files: ['native/lib/load.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // A constructor of plain fields, and a header from its four plain values.
    files: ['shared/protocol/errors.ts', 'shared/protocol/picture.ts'],
    rules: { '@typescript-eslint/max-params': ['error', { max: 5 }] },
  },
  {
    // One row per failure; each is one sentence long.
    files: ['shared/protocol/error-table.ts'],
    rules: { 'max-len': ['error', { code: 150 }] },
  },
]
