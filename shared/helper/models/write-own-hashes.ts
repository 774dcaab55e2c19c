import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from './cache'
import { manifestFolder, readManifests } from './manifests'

// After training: the manifests of our own weights get the size and hash of the files that now lie beside them.
for (const manifest of readManifests()) {
  const [file] = manifest.source.files
  if (file === undefined || !('own' in file.from)) continue
  const bytes = readFileSync(join(manifestFolder(), file.from.own))
  const now = { bytes: bytes.length, sha256: sha256Of(bytes) }
  const place = join(manifestFolder(), manifest.task, `${manifest.id}.json`)
  const written = JSON.parse(readFileSync(place, 'utf8')) as { source: { files: object[] }; built: object }
  written.source.files = [{ ...written.source.files[0], ...now }]
  written.built = now
  writeFileSync(place, `${JSON.stringify(written, null, 2)}\n`)
}
