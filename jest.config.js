'use strict'

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/tests', '<rootDir>/native/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: '<rootDir>/tests/support/node-environment.js',
  // The parts are compiled from source by swc; helper processes run from build/ (see tests/support/helper.ts).
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'require', 'default'] },
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
  },
  reporters: ['default', '<rootDir>/tests/support/plain-reporter.js'],
  testTimeout: 60_000,
}
