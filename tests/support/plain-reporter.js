'use strict'

/** Closes a run with the one plain line `N passed, N failed`, and names what did not run. */
class PlainReporter {
  onRunComplete(_contexts, results) {
    const notRun = results.numPendingTests + results.numTodoTests
    if (notRun > 0) process.stdout.write(`\nnot run: ${notRun}\n`)
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`)
  }
}

module.exports = PlainReporter
