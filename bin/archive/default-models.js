'use strict'

const { basename, join } = require('node:path')
const { cachedFile } = require('#helper/models/cache')
const { defaultModels, fetchModel, loadModelBytes } = require('#helper/models/catalogue')
const { isPresent } = require('#helper/models/weights')
const { writeFile } = require('./files')

const isOwn = ({ source }) => source.files.every(({ from }) => 'own' in from)

/**
 * The weights that `models pull` fetches when it names none, as they lie in the cache; fetched in the same way where they
 * are not on this machine. Our own come with their manifests.
 * @returns the manifests of all that the archive brings
 */
async function copyModels({ folder }) {
  const models = defaultModels()
  for (const manifest of models) {
    if (isOwn(manifest)) continue
    if (!await isPresent(manifest)) await fetchModel(manifest.id, 'permissive')
    writeFile(join(folder, 'models', basename(cachedFile(manifest))), await loadModelBytes(manifest))
  }
  return models
}

module.exports = { copyModels }
