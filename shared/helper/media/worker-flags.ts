/**
 * How a worker's process, and the one that decodes and encodes for it, are started. Their heaps are small, and all that grows are
 * arrays outside of them: several threads that look for garbage there cost a fifth of a clip's processor time, and to look each
 * time that twenty megabytes of arrays were used and left, a twentieth; at 64 MB they look a third as often.
 */
export const WORKER_FLAGS: readonly string[] = ['--single-threaded-gc', '--initial-old-space-size=64']
