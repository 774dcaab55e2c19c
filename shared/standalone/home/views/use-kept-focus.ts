import { useEffect } from 'preact/hooks'

/**
 * Who works by keys does not lose the place: where what had the focus is gone (a row that was discarded, a card that was
 * answered), the heading of its section has it, or that of the panels.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: { element: Element; section: Element | null } | undefined
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof Element) last = { element: target, section: target.closest('section') }
    }
    const mend = (): void => {
      if (!last || last.element.isConnected || document.activeElement !== document.body) return
      const section = last.section?.isConnected === true ? last.section : document.getElementById('panels')
      last = undefined
      section?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
    }
    const observer = new MutationObserver(mend)
    document.addEventListener('focusin', note)
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', note)
      observer.disconnect()
    }
  }, [])
}
