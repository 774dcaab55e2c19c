import { projectFiles, readProjectFile } from '../../support/sources'
import { style } from '../../../shared/panel/views/style'

/** What UXP can't draw, has not, or draws differently from browsers (hosts.md, B3 and B6). */
const missing: Record<string, RegExp> = {
  'grid layout': /display:\s*(inline-)?grid|grid-template|grid-area/,
  'transitions': /\btransition(-\w+)?\s*:/,
  'animations': /\banimation(-\w+)?\s*:|@keyframes|\.animate\(/,
  'the font shorthand': /[\s;{"']font\s*:/,
  'text-transform': /text-?transform/i,
  'drawing pictures on a canvas': /drawImage|putImageData|getContext/,
  'labels of other elements': /<label|htmlFor|\bfor="/,
  'tabindex': /tabindex/i,
  'keypress': /keypress/i,
  'drag and drop': /draggable|ondrop|onDrop|ondragover/i,
  'inputs of files and colours': /type="(file|color)"/,
  'the validation of forms': /<form|\brequired\b\s*=|\bpattern=/,
  'groups of options': /<optgroup/,
  'code from strings': /\beval\(|new Function\(/,
  'pages in strings': /innerHTML|dangerouslySetInnerHTML/,
  'globals that some builds lack': /\bnew (TextDecoder|TextEncoder|DOMParser|EventSource|AbortController|FormData)\b|queueMicrotask|\bbtoa\(/,
  'the gap of flexbox': /[\s;{](row-|column-)?gap\s*:/,
}

const files = projectFiles.filter((path) => /^shared\/(panel|client|host|protocol)\/.*\.tsx?$/.test(path))

describe('what UXP can\'t draw or does not have', () => {
  it('knows it when it sees it', () => {
    const bad = '.a { display: grid; transition: all 1s; font: 12px x; text-transform: uppercase; gap: 2px } <label for="x"> ' +
      '@keyframes x {} drawImage() tabindex="0" keypress ondrop type="file" <form <optgroup eval( innerHTML new TextDecoder()'
    expect(Object.entries(missing).filter(([, pattern]) => !pattern.test(bad))).toEqual([])
  })

  it.each(Object.entries(missing))('the panel goes without %s', (_, pattern) => {
    expect(files.length).toBeGreaterThan(60)
    expect(files.filter((path) => pattern.test(readProjectFile(path)))).toEqual([])
  })

  it('its style sheet has rules, each closed, of lengths in px or %', () => {
    expect(style.split('{').length).toBe(style.split('}').length)
    expect(style).toMatch(/\.fp \{ display: flex; flex-direction: column;/)
    expect(style.match(/\d(em|rem|vh|vw|ch)\b/g)).toBeNull()
  })
})
