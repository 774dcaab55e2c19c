export interface Tensor {
  data: Float32Array
  dims: readonly number[]
}

/** One loaded network. The engine implements it over onnxruntime; tests with arithmetic. */
export interface ModelSession {
  /** What really runs it, e.g. `cpu`. */
  readonly provider: string
  /**
   * Outputs asked for by name; each tensor is the caller's to keep. Non-finite output is refused.
   * @throws OUTPUT_INVALID, OUT_OF_MEMORY
   */
  run(inputs: Record<string, Tensor>, outputs: readonly string[]): Promise<Record<string, Tensor>>
  /** Milliseconds spent inside the runtime since the session was handed out. */
  inferMs(): number
}
