'use strict'

const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { findNeeds } = require('./needs')
const { writeFile } = require('./files')

/** How a person installs on each system, and where it leads; the places are those of shared/setup and the data folder. */
const systems = {
  linux: {
    title: 'Linux', ending: '', owner: 'stat -c %u', prepare: '',
    step: 'Open a terminal in its folder and run:  ./install',
    places: [
      ['~/.local/lib/firstpass', 'the program'],
      ['~/.local/bin/firstpass', 'the command'],
      ['~/.local/share/applications', 'the menu entry, which also answers to links of firstpass:'],
      ['~/.config/mimeapps.list', 'a line that says so'],
      ['~/.config/autostart', 'the start at login, only if you switch it on'],
      ['~/.local/share/firstpass', 'models, settings, pairings, and what waits in the inbox'],
    ],
  },
  darwin: {
    title: 'macOS', ending: '.command', owner: 'stat -f %u',
    // Set by the browser on all that it brought, and asked about for each program and library in here.
    prepare: '\nxattr -dr com.apple.quarantine "$here" 2>/dev/null || true\n',
    step: 'Click install.command with the right button and choose Open (macOS asks, since the file was downloaded).',
    places: [
      ['~/Library/Application Support/Firstpass App', 'the program'],
      ['~/Applications/Firstpass.app', 'what opens the window, and answers to links of firstpass:'],
      ['~/Library/LaunchAgents', 'the start at login, only if you switch it on'],
      ['~/Library/Application Support/Firstpass', 'models, settings, pairings, and what waits in the inbox'],
    ],
  },
  win32: {
    title: 'Windows', ending: '.cmd',
    step: 'Double-click install.cmd (Windows may ask first: "More info", "Run anyway").',
    places: [
      ['%LOCALAPPDATA%\\Programs\\Firstpass', 'the program, with a Start menu entry'],
      ['HKCU\\Software\\Classes\\firstpass', 'links of firstpass:'],
      ['HKCU\\...\\CurrentVersion\\Run', 'the start at login, only if you switch it on'],
      ['%LOCALAPPDATA%\\Firstpass', 'models, settings, pairings, and what waits in the inbox'],
    ],
  },
}

const template = (name) => readFileSync(join(__dirname, 'steps', name), 'utf8')

const filled = (text, words) => text.replace(/@([A-Z]+)@/g, (_, name) => words[name])

const withLineEnds = (text, platform) => (platform === 'win32' ? text.replace(/\n/g, '\r\n') : text)

/** How a person installs and uninstalls, and README.txt, at the top of the archive. */
function writeSteps(archive) {
  const { folder, platform, arch, version } = archive
  const { title, ending, owner, prepare, step, places } = systems[platform] ?? systems.linux
  const needs = findNeeds(archive)
  const script = template(platform === 'win32' ? 'windows.cmd' : 'unix.sh')
  for (const verb of ['install', 'uninstall']) {
    const words = { VERB: verb, OWNER: owner, PREPARE: prepare, NEEDS: needs }
    writeFile(join(folder, `${verb}${ending}`), withLineEnds(filled(script, words), platform), 0o755)
  }
  const install = `install${ending}`
  const widest = Math.max(...places.map(([place]) => place.length))
  const readme = filled(template('readme.txt'), {
    VERSION: version, SYSTEM: `${title} (${arch})`, NEEDS: needs, STEP: step, INSTALL: install,
    UNINSTALL: `${platform === 'win32' ? '' : './'}uninstall${ending}`, GAP: ' '.repeat(18 - install.length),
    PLACES: places.map(([place, what]) => `${place.padEnd(widest)}  ${what}\n`).join(''),
  })
  writeFile(join(folder, 'README.txt'), withLineEnds(readme, platform))
}

module.exports = { writeSteps }
