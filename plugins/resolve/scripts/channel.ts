import { toBase64 } from './base64'

/** Where the sandbox leaves no other way out, answers go through Fusion's preferences, which Resolve writes into a file. */
const HELLO = 'Global.Firstpass.Hello'
const ANSWER = 'Global.Firstpass.Answer'

/** Bytes of one part. In base64, with what stands around it, it is below 64 kB, which preferences are known to hold. */
const PART_BYTES = 45_000

export interface Channel {
  kind: 'files' | 'preferences'
  hello(json: string): void
  /** Part `part` (from 1) of an answer. */
  answer(seq: number, text: string, part: number): void
  /** Takes what was said out of the preferences' next writing. */
  forget(): void
  /** Leaves nothing behind. */
  end(): void
}

/** Files where scripts may write them (Resolve up to 21.0, Studio), else preferences. */
export function openChannel(folder: string, agent: string, preferences: FusionPreferences): Channel {
  return canWrite(folder, agent) ? openFiles(folder, agent) : openPreferences(agent, preferences)
}

function canWrite(folder: string, agent: string): boolean {
  if (type(io) !== 'table' || type(os.rename) !== 'function' || type(os.remove) !== 'function') return false
  const path = `${folder}try-${agent}`
  const [isTried, isWritten] = pcall(() => writeWhole(path, '') && os.remove(path)[0] === true)
  return isTried && isWritten === true
}

/** Whole or not at all. */
function writeWhole(path: string, text: string): boolean {
  const [file] = io.open(`${path}.new`, 'wb')
  if (file === undefined) return false
  file.write(text)
  file.close()
  return os.rename(`${path}.new`, path)[0] === true
}

/** `fp1;who;number;part;parts;length;base64;end`: the end and the length tell a half written file. */
function frame(who: string, seq: number, { text, part }: { text: string; part: number }): string {
  const parts = math.max(1, math.ceil(text.length / PART_BYTES))
  const body = toBase64(string.sub(text, (part - 1) * PART_BYTES + 1, part * PART_BYTES))
  return string.format('fp1;%s;%d;%d;%d;%d;%s;end', who, seq, part, parts, body.length, body)
}

function openPreferences(agent: string, preferences: FusionPreferences): Channel {
  const say = (name: string, text: string): void => {
    preferences.SetPrefs(name, text)
    preferences.SavePrefs()
  }
  return {
    kind: 'preferences',
    hello: (json) => say(HELLO, frame('hello', 0, { text: json, part: 1 })),
    answer: (seq, text, part) => say(ANSWER, frame(agent, seq, { text, part })),
    forget: () => preferences.SetPrefs(ANSWER, ''),
    end: () => {
      preferences.SetPrefs(ANSWER, '')
      say(HELLO, '')
    },
  }
}

function openFiles(folder: string, agent: string): Channel {
  const hello = `${folder}hello-${agent}`
  return {
    kind: 'files',
    hello: (json) => {
      os.remove(hello)
      writeWhole(hello, frame('hello', 0, { text: json, part: 1 }))
    },
    answer: (seq, text, part) => {
      writeWhole(string.format('%sanswer-%s-%d', folder, agent, seq), frame(agent, seq, { text, part }))
    },
    forget: () => undefined,
    end: () => {
      os.remove(hello)
    },
  }
}
