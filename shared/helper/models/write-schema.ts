import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifestJsonSchema } from './manifest'
import { manifestFolder } from './manifests'

writeFileSync(join(manifestFolder(), 'manifest.schema.json'), manifestJsonSchema())
