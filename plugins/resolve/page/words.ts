/** What the page for Resolve says in its own words; the door's advice comes from the helper. */
export const words = {
  title: 'Firstpass',
  asking: 'Looking for DaVinci Resolve…',
  waiting: 'Waiting for DaVinci Resolve',
  again: 'The script has to be started once each time Resolve is opened.',
  install: 'Not in that menu? Install Firstpass again, which puts it there. By hand: INSTALL.txt says where firstpass.lua goes.',
  attached: (product: string, version: string): string => `Connected to ${product} ${version}`,
  /** Studio's name says it. */
  editions: { free: ', free edition', studio: '' },
  stop: 'Stop the script',
  lost: 'The helper stopped answering.',
  lostHint: 'This page looks for it and goes on by itself once it is back.',
  start: 'Start the helper',
  turned: 'This page opens only by a link of its own, and ends with the helper that made it.',
  command: 'firstpass serve --open resolve',
  run: (command: string): [string, string, string] => [
    'Open Firstpass from the menu of your programs, and choose “Open the panel for DaVinci Resolve” in its window. Or run ',
    command, ' in a terminal.',
  ],
}
