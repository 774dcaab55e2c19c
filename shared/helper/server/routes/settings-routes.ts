import { settingsChangeSchema, settingsViewSchema } from '#protocol'
import { type Route, route } from '../route'
import type { SettingsDesk } from '../settings-desk'

/** What the user chose for the helper as a whole. */
export function settingsRoutes(desk: SettingsDesk): Route[] {
  return [
    route({
      method: 'GET', path: '/v1/settings', access: 'window', summary: 'What the user chose, and what the helper keeps where',
      answer: settingsViewSchema, handle: () => desk.view(),
    }),
    route({
      method: 'POST', path: '/v1/settings', access: 'window', summary: 'Change the settings that are given; answers with all',
      body: settingsChangeSchema, answer: settingsViewSchema, handle: ({ body }) => desk.change(body),
    }),
  ]
}
