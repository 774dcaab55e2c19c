import { projectFiles, readProjectFile } from '../../support/sources'

/** How many rules the hosts' reference (part F) has for a runtime (S), for Photoshop (P), Premiere (R) and Resolve (V). */
const counts = { S: 11, P: 13, R: 16, V: 13 }
const rules = Object.entries(counts)
  .flatMap(([letter, length]) => Array.from({ length }, (_value, index) => `${letter}${index + 1}`))

const comments = (text: string): string => [...text.matchAll(/\/\/.*|\/\*[\s\S]*?\*\//g)].map(([comment]) => comment).join('\n')
const names = (text: string, rule: string): boolean => new RegExp(`\\b${rule}\\b`).test(text)
const under = (folder: string): string[] => projectFiles.filter((path) => path.startsWith(folder) && path.endsWith('.ts'))

const simulators = under('tests/simulators/').map((path) => comments(readProjectFile(path))).join('\n')
const tests = under('tests/unit/simulators/').filter((path) => !path.endsWith('rules.test.ts')).map(readProjectFile).join('\n')

describe('the rules of the hosts\' reference', () => {
  it.each(rules)('%s is simulated, says so in a comment, and has a test that names it', (rule) => {
    expect({ rule, isSimulated: names(simulators, rule) }).toEqual({ rule, isSimulated: true })
    expect({ rule, isTested: names(tests, rule) }).toEqual({ rule, isTested: true })
  })
})
