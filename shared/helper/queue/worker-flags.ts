/**
 * How a worker's process is started. Its heap is small, and all that grows are arrays outside of it: several threads that look
 * for garbage there cost a fifth of a clip's processor time, which the decoder and the encoder want.
 */
export const WORKER_FLAGS: readonly string[] = ['--single-threaded-gc']
