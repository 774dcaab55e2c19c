'use strict'

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/tests', '<rootDir>/native/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: '<rootDir>/tests/support/node-environment.js',
  // The parts are compiled from source by swc; helper processes run from build/ (see tests/support/helper.ts).
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'require', 'default'] },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
    '\\.tsx$': ['@swc/jest', {
      jsc: {
        target: 'es2022', parser: { syntax: 'typescript', tsx: true },
        transform: { react: { runtime: 'automatic', importSource: 'preact' } },
      },
      module: { type: 'commonjs' },
    }],
    // preact comes as ES modules only.
    'node_modules/preact/.*\\.mjs$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!preact/)'],
  reporters: ['default', '<rootDir>/tests/support/plain-reporter.js'],
  // Half of a test's time is waiting for helpers, engines and browsers, which need processors of their own.
  maxWorkers: 2,
  testTimeout: 60_000,
}
