import { useEffect, useState } from 'preact/hooks'

interface Watched {
  watch(act: () => void): () => void
}

/** Draws a view again whenever one of two things changes. */
export function useRedraw(first: Watched, second?: Watched): void {
  const [, redraw] = useState({})
  useEffect(() => {
    const draw = (): void => redraw({})
    const stops = [first.watch(draw), ...(second ? [second.watch(draw)] : [])]
    return () => stops.forEach((stop) => stop())
  }, [first, second])
}
