import * as fs from 'node:fs'
import * as path from 'node:path'
import { startHelper } from '#helper/server/start-helper'

/** A real helper process around engines that misbehave: `node run-helper.js DATA_FOLDER ENGINE CODEC`. */
const [dataFolder = '', engine = '', codec = ''] = process.argv.slice(2)

void startHelper({
  dataFolder, ports: [Number(process.env.TEST_PORT ?? 0)], env: process.env, home: '/nobody',
  reveal: (file) => fs.writeFileSync(path.join(dataFolder, 'revealed'), file),
  engineProgram: path.join(__dirname, engine), codecProgram: path.join(__dirname, codec),
  modelsProgram: path.join(__dirname, `${process.env.TEST_MODELS_PROGRAM ?? 'models-that-work'}.js`),
  webFolder: process.env.TEST_WEB ?? path.join(dataFolder, 'web'),
  killAfterMs: 200, idleUnloadMs: 60_000, startLimitMs: 20_000, silenceLimitMs: 20_000,
}).then(({ port, close, asked }) => {
  process.once('SIGTERM', () => void close().then(() => process.exit(0)))
  void asked.then(close).then(() => process.exit(0))
  process.stdout.write(`${port}\n`)
})
