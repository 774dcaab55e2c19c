import { z } from '#protocol'

/** A count in a query, exact as a number. */
export const digits = z.pipe(z.string().check(z.regex(/^[0-9]{1,15}$/)), z.transform(Number))
