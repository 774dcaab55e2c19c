/**
 * Loads Blackmagic's module from where it is: from the user's own installation, since nothing says that it may be passed on.
 * By `dlopen`, since no bundler has anything to do with it.
 */
export function loadIntegration(file: string): unknown {
  const loaded = { exports: {} }
  process.dlopen(loaded, file)
  return loaded.exports
}
