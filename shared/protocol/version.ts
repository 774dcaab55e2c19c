/** The wire's version. A minor step adds, a major step breaks; both sides compare before anything else. */
export const PROTOCOL = { major: 1, minor: 0 } as const

export const PRODUCT = 'firstpass'
export const VERSION = '0.1.0'

/** The helper takes the first of these that is free on 127.0.0.1 and ::1 (UXP manifests need fixed ports). */
export const PORTS = [27417, 27418, 27419] as const
