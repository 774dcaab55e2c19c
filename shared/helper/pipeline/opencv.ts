import { createRequire } from 'node:module'

/** What of OpenCV is used here; its objects live in WebAssembly memory until `delete()`. */
export interface CvMat {
  readonly data: Uint8Array
  delete(): void
}

export interface OpenCv {
  Mat: new (...size: number[]) => CvMat
  Rect: new (x: number, y: number, width: number, height: number) => object
  readonly CV_8UC1: number
  readonly CV_8UC3: number
  readonly GC_INIT_WITH_MASK: number
  grabCut(picture: CvMat, mask: CvMat, rect: object, background: CvMat, foreground: CvMat, rounds: number, mode: number): void
}

type Loading = Partial<OpenCv> & { onRuntimeInitialized?: () => void }

const FATAL = ['uncaughtException', 'unhandledRejection'] as const

let loaded: Promise<{ cv: OpenCv }> | undefined

/**
 * OpenCV compiled to WebAssembly; the first call takes about half a second. It is wrapped, since the module has a `then` of its
 * own that never settles a promise.
 */
export function openCv(): Promise<{ cv: OpenCv }> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<{ cv: OpenCv }> {
  const before = FATAL.map((event) => process.listeners(event as 'uncaughtException'))
  // Not import(): its promise would call the module's `then`.
  const cv = createRequire(__filename)('@techstark/opencv-js') as Loading
  // It makes every stray rejection of the process an abort, whoever's it is.
  FATAL.forEach((event, i) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[i]?.includes(listener)) process.removeListener(event, listener)
    }
  })
  if (cv.Mat === undefined) await new Promise<void>((resolve) => { cv.onRuntimeInitialized = resolve })
  return { cv: cv as OpenCv }
}
