/** What is left behind is worse than what takes longer: an answer may be lost once. */
export const twice = <T>(act: () => Promise<T>): Promise<T> => act().catch(act)
