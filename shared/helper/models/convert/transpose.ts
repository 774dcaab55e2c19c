/** `values` of shape `dims` with its axes in the order `axes`, like numpy.transpose. Returns a copy. */
export function transpose(values: Float32Array, dims: readonly number[], axes: readonly number[]): Float32Array {
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, dim) => product * dim, 1))
  const outDims = axes.map((axis) => dims[axis] ?? 1)
  const outStrides = axes.map((axis) => strides[axis] ?? 1)
  const at = outDims.map(() => 0)
  const out = new Float32Array(values.length)
  let from = 0
  for (let index = 0; index < out.length; index++) {
    out[index] = values[from] ?? 0
    for (let axis = at.length - 1; axis >= 0; axis--) {
      const next = (at[axis] ?? 0) + 1
      from += outStrides[axis] ?? 0
      if (next < (outDims[axis] ?? 1)) {
        at[axis] = next
        break
      }
      at[axis] = 0
      from -= (outDims[axis] ?? 1) * (outStrides[axis] ?? 0)
    }
  }
  return out
}
