import { useLayoutEffect } from 'preact/hooks'
import type { HomeModel } from '../home-model'
import { hostNames } from '../words'
import { Act } from './section'

/** Panels that ask to be let in. They come by themselves, take no focus, and can't be answered in the moment they come. */
export function Asking({ model }: { model: HomeModel }) {
  const { asking, busy } = model.state
  const drawn = asking.map(({ id }) => id).join()
  useLayoutEffect(() => {
    // From the next picture on they can be seen.
    const frame = requestAnimationFrame(() => model.panels.noteShown(performance.now()))
    return () => cancelAnimationFrame(frame)
  }, [model, drawn])
  return (
    <>
      <div class="unseen" role="status">{asking.map(({ name, digits }) =>
        `${name} asks to be let in, with the digits ${[...digits].join(' ')}.`).join(' ')}</div>
      {asking.length > 0 && (
        <section class="asking" aria-label="Panels that ask to be let in">
          {asking.map(({ id, name, host, digits }) => {
            const isBusy = busy.has(`answer ${id}`)
            return (
              <article key={id} class="ask-card">
                <div class="grow">
                  <h2><bdi>{name}</bdi> asks to be let in</h2>
                  <p>From {hostNames[host]}. Only allow it if your panel shows these digits.</p>
                </div>
                <strong class="digits">{digits}</strong>
                <div class="row">
                  <Act label="Allow" name={`Allow ${name}, ${digits}`} variant="accent" size="m" isBusy={isBusy}
                    onClick={({ timeStamp }) => void model.panels.answer(id, 'allow', timeStamp)} />
                  <Act label="Not mine" name={`Not mine: ${name}, ${digits}`} size="m" isBusy={isBusy}
                    onClick={({ timeStamp }) => void model.panels.answer(id, 'refuse', timeStamp)} />
                </div>
              </article>
            )
          })}
        </section>
      )}
    </>
  )
}
