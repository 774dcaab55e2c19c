import { useEffect, useState } from 'preact/hooks'
import { describeBytes } from '#panel'
import { type LicencePolicy, type Media, type Provider, providerSchema, type SettingsView } from '#protocol'
import type { HomeModel } from '../home-model'
import { hintFor, providerNames } from '../words'
import { Act, SectionBox } from './section'

/** What holds for all panels and for the command line. */
export function Settings({ model }: { model: HomeModel }) {
  const { settings } = model.state
  return (
    <SectionBox model={model} id="settings" title="Settings">
      {settings && (
        <>
          <Ffmpeg model={model} path={settings.settings.ffmpeg} />
          <ProviderField model={model} chosen={settings.settings.provider} />
          <LicenceField model={model} chosen={settings.settings.licence} />
          <LoginField model={model} isOn={settings.startsAtLogin} />
          <Folders view={settings} />
        </>
      )}
    </SectionBox>
  )
}

function Ffmpeg({ model, path }: { model: HomeModel; path: string }) {
  const [typed, setTyped] = useState(path)
  useEffect(() => setTyped(path), [path])
  const use = (): void => {
    if (typed.trim() !== path) void model.change({ ffmpeg: typed.trim() })
  }
  return (
    <div class="field" onKeyDown={({ key, target }) => key === 'Enter' && target instanceof HTMLInputElement && use()}>
      <label class="label" for="ffmpeg">ffmpeg, for clips</label>
      <div class="row">
        <input id="ffmpeg" class="text grow" type="text" value={typed} spellcheck={false} autocomplete="off"
          placeholder="Found by itself" onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
        <Act label="Use" name="Use this ffmpeg" onClick={use} />
      </div>
      <p class="faint">{model.state.media ? describeMedia(model.state.media) : 'Looking for it…'}</p>
    </div>
  )
}

function describeMedia({ ffmpeg, lacks, error }: Media): string {
  if (!ffmpeg) {
    return error ? `${error.message} ${hintFor(error)}` : 'None was found.'
  }
  const found = `Version ${ffmpeg.version} at ${ffmpeg.path}`
  if (lacks.length === 0) return `${found}. It writes all that Firstpass offers.`
  return `${found}. It can’t write ${lacks.map(({ encoding, encoder }) => `${encoding} (encoder ${encoder})`).join(', ')}.`
}

interface Entry<V extends string> {
  value: V
  label: string
  isDisabled?: boolean
}

interface ChoiceProps<V extends string> {
  id: string
  label: string
  hint: string
  chosen: V
  entries: readonly Entry<V>[]
  onChoose(value: V): void
}

function Choice<V extends string>({ id, label, hint, chosen, entries, onChoose }: ChoiceProps<V>) {
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select id={id} class="text" value={chosen} aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => onChoose(currentTarget.value as V)}>
        {entries.map((each) => (
          <option key={each.value} value={each.value} disabled={each.isDisabled ?? false}>{each.label}</option>
        ))}
      </select>
      <p id={`${id}-hint`} class="faint">{hint}</p>
    </div>
  )
}

function ProviderField({ model, chosen }: { model: HomeModel; chosen: Provider }) {
  const usable = new Set<string>(model.state.capabilities?.providers.filter((each) => each.usable).map(({ id }) => id))
  const known = new Set<string>(model.state.capabilities?.providers.map(({ id }) => id))
  const entries = providerSchema.options.filter((id) => id === 'auto' || id === chosen || known.has(id)).map((id) => {
    const isDisabled = id !== 'auto' && id !== chosen && !usable.has(id)
    return { value: id, label: `${providerNames[id]}${isDisabled ? ', not usable here' : ''}`, isDisabled }
  })
  return (
    <Choice id="provider" label="Compute on" hint="By itself it takes the fastest that gives right results on this computer."
      chosen={chosen} entries={entries} onChoose={(provider) => void model.change({ provider })} />
  )
}

const policies: readonly Entry<LicencePolicy>[] = [
  { value: 'permissive', label: 'Permissive licences only' },
  { value: 'any', label: 'Any licence; I read it myself' },
]

function LicenceField({ model, chosen }: { model: HomeModel; chosen: LicencePolicy }) {
  return (
    <Choice id="licence" label="Models may come under"
      hint="Permissive: MIT, Apache, BSD and the like, which ask for no more than to be named."
      chosen={chosen} entries={policies} onChoose={(licence) => void model.change({ licence })} />
  )
}

function LoginField({ model, isOn }: { model: HomeModel; isOn: boolean | null }) {
  if (isOn === null) return <p class="faint field">Firstpass is not installed here, so it can’t start at login.</p>
  return (
    <div class="field">
      <label class="check">
        <input type="checkbox" checked={isOn}
          onChange={({ currentTarget }) => void model.change({ startsAtLogin: currentTarget.checked })} />
        Start when I log in
      </label>
      <p class="faint">Otherwise it starts when a panel or its entry in the menu asks for it.</p>
    </div>
  )
}

const describeSize = (bytes: number): string => (bytes === 0 ? 'nothing yet' : describeBytes(bytes))

function Folders({ view: { dataFolder, modelFolder, modelBytes, jobBytes } }: { view: SettingsView }) {
  return (
    <dl class="facts">
      <dt>Data folder</dt><dd>{dataFolder}</dd>
      <dt>Models</dt><dd>{`${modelFolder}, ${describeSize(modelBytes)}`}</dd>
      <dt>Kept results</dt><dd>{describeSize(jobBytes)}</dd>
    </dl>
  )
}
