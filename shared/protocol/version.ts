/**
 * The wire's version; both sides compare before anything else. A minor step adds routes, and fields that may be left out of
 * requests and overlooked in answers: a newer helper serves an older panel. A major step breaks.
 */
export const PROTOCOL = { major: 1, minor: 1 } as const

export const PRODUCT = 'firstpass'
export const VERSION = '0.1.0'

/** The helper takes the first of these that is free on 127.0.0.1 and ::1 (UXP manifests need fixed ports). */
export const PORTS = [27417, 27418, 27419] as const
