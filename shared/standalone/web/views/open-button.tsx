import { useRef } from 'preact/hooks'
import { CLIP_ENDINGS } from '../clips/clip'

const READ = `.jpg,.jpeg,.png,.tif,.tiff,.webp,.avif,.psd,.psb,${CLIP_ENDINGS}`

/** The browser's own choice of files. */
export function OpenButton({ onFiles, isDisabled = false, isLarge = false }: {
  onFiles(files: FileList | null): void
  isDisabled?: boolean
  isLarge?: boolean
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <sp-button size={isLarge ? 'l' : 's'} variant={isLarge ? 'accent' : 'secondary'} disabled={isDisabled}
        onclick={() => input.current?.click()}>Open…</sp-button>
      <input ref={input} type="file" hidden multiple accept={READ} onChange={(event) => {
        onFiles(event.currentTarget.files)
        event.currentTarget.value = ''
      }} />
    </>
  )
}
