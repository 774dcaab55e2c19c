/** The first Ctrl-C cancels the jobs and lets them end cleanly; the second ends this program at once. */
export function listenForInterrupt(): AbortSignal {
  const abort = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (abort.signal.aborted) process.exit(130)
      abort.abort()
    })
  }
  return abort.signal
}
