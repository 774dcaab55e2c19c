import type * as official from '@adobe/premierepro'
import { ownOf } from './expose'
import { HostError, illegalType, invalidParameter } from './host-error'
import type { Machine } from './machine'
import { TICKS_PER_SECOND } from './state'

const floorTo = (ticks: bigint, step: bigint): bigint => {
  const rest = ((ticks % step) + step) % step
  return ticks - rest
}

/** The frame border at or before a moment. */
export const frameFloor = floorTo
/** The nearest frame border; halves go up. */
export const frameNearest = (ticks: bigint, step: bigint): bigint => floorTo(ticks + step / 2n, step)

/** C3: 254016000000 ticks a second, as text, since a number loses the last of them. */
export class Time implements Partial<official.TickTime> {
  constructor(private readonly value: bigint, readonly isConstant = false) {}

  get ticks(): string { return this.value.toString() }
  get ticksNumber(): number { return Number(this.value) }
  get seconds(): number { return Number(this.value) / Number(TICKS_PER_SECOND) }

  equals(other: official.TickTime): boolean {
    return this.value === ticksOf(other)
  }

  add(other: official.TickTime): official.TickTime {
    return timeOf(this.value + ticksOf(other))
  }

  subtract(other: official.TickTime): official.TickTime {
    return timeOf(this.value - ticksOf(other))
  }

  multiply(factor: number): official.TickTime {
    return timeOf(BigInt(Math.round(Number(this.value) * factor)))
  }

  divide(divisor: number): official.TickTime {
    if (divisor === 0) throw invalidParameter()
    return timeOf(BigInt(Math.round(Number(this.value) / divisor)))
  }

  alignToFrame(rate: official.FrameRate): official.TickTime {
    return timeOf(floorTo(this.value, rateTicks(rate)))
  }

  alignToNearestFrame(rate: official.FrameRate): official.TickTime {
    return timeOf(frameNearest(this.value, rateTicks(rate)))
  }
}

export const timeOf = (ticks: bigint): official.TickTime => new Time(ticks) as unknown as official.TickTime

/** R4: nothing else will do, however alike it looks. @throws Illegal Parameter type */
export function ticksOf(given: unknown): bigint {
  const own = ownOf(Time, given)
  if (own === undefined) throw illegalType()
  return BigInt(own.ticks)
}

/** G14: what an action takes; TIME_ZERO may be refused there. */
export function actionTicks(machine: Machine, given: unknown): bigint {
  const ticks = ticksOf(given)
  if (machine.knobs.timeZeroIsInvalid && ownOf(Time, given)?.isConstant === true) throw invalidParameter()
  return ticks
}

export class Rate implements Partial<official.FrameRate> {
  constructor(public ticksPerFrame: number) {}

  get value(): number { return Number(TICKS_PER_SECOND) / this.ticksPerFrame }

  equals(other: official.FrameRate): boolean {
    return rateTicks(other) === BigInt(this.ticksPerFrame)
  }
}

export const rateOf = (frameTicks: bigint): official.FrameRate => new Rate(Number(frameTicks)) as unknown as official.FrameRate

export function rateTicks(given: unknown): bigint {
  const own = ownOf(Rate, given)
  if (own === undefined) throw illegalType()
  return BigInt(own.ticksPerFrame)
}

const constant = (ticks: bigint): official.TickTime => new Time(ticks, true) as unknown as official.TickTime

export const timeStatics = (machine: Machine): official.TickTimeStatic => ({
  createWithTicks: (ticks) => {
    if (typeof ticks !== 'string' || !/^-?\d{1,19}$/.test(ticks)) throw illegalType()
    return timeOf(BigInt(ticks))
  },
  // R8
  createWithSeconds: (seconds) => {
    if (typeof seconds !== 'number' || !Number.isFinite(seconds)) throw illegalType()
    if (seconds < 0 && machine.knobs.negativeSeconds === 'throws') throw new HostError('Invalid time value.')
    return timeOf(BigInt(Math.round(seconds * Number(TICKS_PER_SECOND))))
  },
  createWithFrameAndFrameRate: (frames, rate) => {
    if (!Number.isInteger(frames)) throw illegalType()
    return timeOf(BigInt(frames) * rateTicks(rate))
  },
  TIME_ZERO: constant(0n),
  TIME_ONE_SECOND: constant(TICKS_PER_SECOND),
  TIME_ONE_MINUTE: constant(60n * TICKS_PER_SECOND),
  TIME_ONE_HOUR: constant(3600n * TICKS_PER_SECOND),
  TIME_MAX: constant((1n << 63n) - 1n),
  TIME_MIN: constant(-(1n << 63n)),
  TIME_INVALID: constant(-(1n << 63n)),
})

/** C3: a decimal rate is only near: 29.97 is not 30000/1001. */
export const rateStatics: official.FrameRateStatic = {
  createWithValue: (value) => {
    if (typeof value !== 'number' || !(value > 0)) throw illegalType()
    return rateOf(BigInt(Math.round(Number(TICKS_PER_SECOND) / value)))
  },
}
