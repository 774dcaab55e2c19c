/** Stands for the models process: every order succeeds after one word of progress. */
process.once('message', () => {
  process.send?.({ type: 'progress', done: 1, total: 2 })
  process.send?.({ type: 'done' }, undefined, undefined, () => process.disconnect())
})
