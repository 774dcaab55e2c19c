import { homedir } from 'node:os'
import { dataFolder } from '#protocol'
import { developerFolder } from './find-integration'
import { loadIntegration } from './load-integration'
import { nodeSurroundings } from './node-surroundings'
import { Plugin } from './plugin'

const { env, platform } = process

void new Plugin({
  folder: __dirname, developerFolder: developerFolder(platform, env), load: loadIntegration,
  dataFolder: dataFolder(env, platform, homedir()), surroundings: nodeSurroundings, env,
}).start()
