/** The chat itself, loaded when it is opened. */
import '@kefu/chat-ui/style.css'
import './style.css'
import { createApp } from 'vue'
import App from './App.vue'
import type { Bridge } from './bridge'
import { live } from './live'
import type { PageOptions } from './page'
import type { SessionKeeper } from './session'

export function mount(options: PageOptions, bridge: Bridge, keeper: SessionKeeper): void {
  createApp(App, { options, bridge: live(bridge), keeper }).mount('#app')
}
