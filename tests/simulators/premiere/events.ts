import type * as official from '@adobe/premierepro'
import { expose, ownOf } from './expose'
import { illegalType } from './host-error'
import type { Machine } from './machine'
import { ProjectHandle } from './project'
import { SequenceHandle } from './sequences'
import { Track } from './tracks'

type Handler = (event?: object) => void

/** By what it is told of. */
function keyOf(given: unknown): string {
  const sequence = ownOf(SequenceHandle, given)
  if (sequence !== undefined) return sequence.id
  const track = ownOf(Track, given)
  if (track !== undefined) return `${track.sequence}/${track.id}`
  if (ownOf(ProjectHandle, given) !== undefined) return 'project'
  throw illegalType()
}

/** R15: names of events are what `Constants` says. */
export function eventStatics(machine: Machine): official.EventManagerStatic {
  const add = (target: string | undefined, event: unknown, act: Handler): void => {
    if (typeof event !== 'string' || typeof act !== 'function') throw illegalType()
    machine.listeners.push({ target, event, act })
  }
  const remove = (target: string | undefined, event: unknown, act: Handler): void => {
    const at = machine.listeners.findIndex((each) => each.target === target && each.event === event && each.act === act)
    if (at >= 0) machine.listeners.splice(at, 1)
  }
  return expose(machine, {
    addEventListener: (...[target, event, act]: Parameters<official.EventManagerStatic['addEventListener']>) => {
      add(keyOf(target), event, act)
    },
    removeEventListener: (...[target, event, act]: Parameters<official.EventManagerStatic['removeEventListener']>) => {
      remove(keyOf(target), event, act)
    },
    addGlobalEventListener: (...[event, act]: Parameters<official.EventManagerStatic['addGlobalEventListener']>) => {
      add(undefined, event, act)
    },
    removeGlobalEventListener: (...[event, act]: Parameters<official.EventManagerStatic['removeGlobalEventListener']>) => {
      remove(undefined, event, act)
    },
  }, { addEventListener: 3, addGlobalEventListener: 2, removeEventListener: 3, removeGlobalEventListener: 2 })
}
