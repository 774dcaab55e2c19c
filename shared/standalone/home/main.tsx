import { render } from 'preact'
import { browserSurroundings, enter, type Session, sessionOf, tabOf, ThemeChoice } from '#browser'
import { Link } from '#client'
import { asFailure } from '#protocol'
import { HomeModel } from './home-model'
import { Home } from './views/home'
import { Closed, Turned } from './views/turned'

void main().catch(showWhy)

async function main(): Promise<void> {
  const root = document.querySelector('#page')
  if (!root) return
  // Panels know the helper as localhost; under another of its names this page would be a stranger to it.
  if (location.hostname !== 'localhost') return location.replace(`http://localhost:${location.port}/home/${location.hash}`)
  const tab = tabOf('home')
  const refusal = await enter(tab)
  const session = sessionOf(tab)
  if (!session.read()) return render(<Turned away={refusal} />, root)
  const model = openModel(session)
  const stop = model.store.watch(() => {
    if (model.state.standing !== 'turned') return
    // The helper that knew this window is gone.
    stop()
    session.forget()
    render(<Turned />, root)
  })
  render(<ThemeChoice><Home model={model} /></ThemeChoice>, root)
  const follow = (): void => model.setVisible(document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', follow)
  follow()
}

/** Also where even the choice of light or dark can't be read. */
function showWhy(thrown: unknown): void {
  const isShut = thrown instanceof DOMException && thrown.name === 'SecurityError'
  const words = isShut ? 'This browser keeps nothing for this page, which needs it: allow cookies and site data of localhost.'
    : asFailure(thrown).message
  const root = document.querySelector('#page')
  if (root) render(<Closed words={words} />, root)
}

function openModel(session: Session): HomeModel {
  return new HomeModel({
    wire: new Link({
      surroundings: browserSurroundings, ports: [Number(location.port)], panel: session.read()?.panel ?? '',
      token: () => session.read()?.token ?? '',
      // The window looks again by itself.
      graceMs: 0,
    }),
    setTimer: browserSurroundings.setTimer,
    go: (address) => location.assign(address),
  })
}
