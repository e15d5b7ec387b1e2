import * as admin from '../features/admin/texts'
import * as appearance from '../features/appearance/texts'
import * as canned from '../features/canned-replies/texts'
import * as connection from '../features/connection/texts'
import * as conversation from '../features/conversation/texts'
import * as conversationList from '../features/conversation-list/texts'
import * as customer from '../features/customer/texts'
import * as dashboard from '../features/dashboard/texts'
import * as inbox from '../features/inbox/texts'
import * as login from '../features/login/texts'
import * as navigation from '../features/navigation/texts'
import * as notifications from '../features/notifications/texts'
import * as palette from '../features/palette/texts'
import * as problem from '../features/problem/texts'
import * as shortcuts from '../features/shortcuts/texts'
import * as time from '../features/time/texts'
import * as common from './texts'

/** The texts of each room: a new one is a line here. A text is found by its own key, so that no two rooms may begin their keys alike. */
export const rooms = {
  common, admin, appearance, canned, connection, conversation, conversationList, customer, dashboard, inbox, login, navigation, notifications, palette,
  problem, shortcuts, time,
}

type Both<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never

/** What every language must say. */
export type Messages = Both<(typeof rooms)[keyof typeof rooms]['en']>

export const en = merged('en')
export const zhCN = merged('zhCN')

function merged(language: 'en' | 'zhCN'): Messages {
  return Object.assign({}, ...Object.values(rooms).map((room) => room[language])) as Messages
}
