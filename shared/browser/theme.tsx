import { type ComponentChildren, createContext, h } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'

type Colour = 'light' | 'dark'

const KEY = 'firstpass-theme'
interface ThemeState {
  colour: Colour
  toggle(): void
}

const Theme = createContext<ThemeState>({ colour: 'light', toggle: () => undefined })

export const useTheme = (): ThemeState => useContext(Theme)

const systemDark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)')

const chosen = (): Colour => {
  const kept = localStorage.getItem(KEY)
  if (kept === 'light' || kept === 'dark') return kept
  return systemDark().matches ? 'dark' : 'light'
}

/** The system's theme, until the user chooses the other. */
export function ThemeChoice({ children }: { children: ComponentChildren }) {
  const [colour, setColour] = useState(chosen)
  useEffect(() => {
    const follow = (): void => setColour(chosen())
    const system = systemDark()
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [])
  const toggle = (): void => {
    const other = colour === 'dark' ? 'light' : 'dark'
    localStorage.setItem(KEY, other)
    setColour(other)
  }
  return h(Theme.Provider, { value: { colour, toggle } },
    <sp-theme system="spectrum" color={colour} scale="medium" class={`theme ${colour}`}>{children}</sp-theme>)
}
