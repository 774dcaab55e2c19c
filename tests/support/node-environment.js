'use strict'

const { TestEnvironment } = require('jest-environment-node')

// A test's own `process.env` is a copy that the runtime's library does not see: nothing is reported from tests either.
process.env.ORT_DISABLE_TELEMETRY = '1'

/**
 * onnxruntime-node compares constructors (`data.constructor === Float32Array`) with those of the main
 * realm; jest's vm context has its own. Lending the main realm's typed arrays makes tensors acceptable.
 */
class NodeEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    for (const type of [ArrayBuffer, BigInt64Array, BigUint64Array, DataView, Float32Array, Float64Array, Int8Array,
      Int16Array, Int32Array, Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array]) this.global[type.name] = type
  }
}

module.exports = NodeEnvironment
