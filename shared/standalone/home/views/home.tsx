import { useEffect, useState } from 'preact/hooks'
import { useTheme } from '#browser'
import type { HomeModel } from '../home-model'
import type { HomeState, Section } from '../home-store'
import { type Ask, AskDialog, type Question } from './ask'
import { Asking } from './asking'
import { Checkup } from './checkup'
import { Inbox } from './inbox'
import { Models } from './models'
import { Panels } from './panels'
import { Settings } from './settings'
import { Start } from './start'
import { Closed } from './turned'
import { useKeptFocus } from './use-kept-focus'

/** The whole window. */
export function Home({ model }: { model: HomeModel }) {
  const [, redraw] = useState({})
  const [question, ask] = useState<Question>()
  useEffect(() => model.store.watch(() => redraw({})), [model])
  useKeptFocus()
  const { standing } = model.state
  if (standing === 'ended') return <Closed words="Firstpass has ended." />
  return (
    <div class="home">
      <Header model={model} ask={ask} />
      <Asking model={model} />
      {standing === 'lost' && (
        <div class="said problem" role="alert">
          <div><strong>Firstpass does not answer.</strong> This window goes on by itself once it does. If it does not come
            back, open Firstpass again from the menu of your programs.</div>
        </div>
      )}
      <div class="columns">
        <Contents state={model.state} />
        <main>
          <Start model={model} />
          <Panels model={model} ask={ask} />
          <Inbox model={model} ask={ask} />
          <Models model={model} ask={ask} />
          <Settings model={model} />
          <Checkup model={model} />
        </main>
      </div>
      <AskDialog question={question} onClose={() => ask(undefined)} />
    </div>
  )
}

function Header({ model, ask }: { model: HomeModel; ask: Ask }) {
  const theme = useTheme()
  const other = theme.colour === 'dark' ? 'Light' : 'Dark'
  const quit = async (): Promise<void> => {
    const count = await model.unfinished()
    if (count === 0) return model.quit()
    const jobs = count === 1 ? 'One job is' : `${count} jobs are`
    ask({
      title: 'Quit Firstpass?', yes: 'Quit', act: () => void model.quit(),
      text: `${jobs} not finished. What your panels wait for goes on when Firstpass runs again, or has to be run again.`,
    })
  }
  return (
    <header class="head">
      <h1>Firstpass</h1>
      <sp-action-button quiet size="m" title={other} label={other} aria-label={other} onclick={theme.toggle}>
        <sp-icon-contrast slot="icon" />
      </sp-action-button>
      <sp-action-button size="m" label="Quit Firstpass" aria-label="Quit Firstpass" disabled={model.state.busy.has('quit')}
        onclick={() => void quit()}>
        <sp-icon-log-out slot="icon" />Quit Firstpass
      </sp-action-button>
    </header>
  )
}

const titles: readonly [Section, string][] = [
  ['start', 'Start'], ['panels', 'Panels'], ['inbox', 'Inbox'], ['models', 'Models'], ['settings', 'Settings'],
  ['checkup', 'Check-up'],
]

function Contents({ state }: { state: HomeState }) {
  return (
    <nav class="contents" aria-label="Contents">
      <ul class="plain">{titles.map(([id, title]) => (
        <li key={id}>
          <a href={`#${id}`} onClick={(event) => {
            // The address holds no fragment, which is where a code would come in.
            event.preventDefault()
            jumpTo(id)
          }}>{title}</a>{noteOf(id, state)}
        </li>
      ))}</ul>
    </nav>
  )
}

function jumpTo(id: Section): void {
  const section = document.getElementById(id)
  section?.scrollIntoView()
  section?.querySelector('h2')?.focus({ preventScroll: true })
}

/** A number that asks to be looked at. */
function noteOf(id: Section, { inbox, findings }: HomeState) {
  const waiting = inbox?.jobs.filter(({ latest, placed }) => latest.state === 'succeeded' && !placed).length ?? 0
  const bad = findings?.filter(({ state }) => state === 'fail').length ?? 0
  const count = id === 'inbox' ? waiting : id === 'checkup' ? bad : 0
  return count > 0 && <span class="badge">{count}</span>
}
