/** The chat itself, loaded when it is opened. */
import '@kefu/chat-ui/style.css'
import './style.css'
import { createApp } from 'vue'
import App from './App.vue'
import type { Bridge } from './bridge'
import type { Early } from './early'
import { live } from './live'
import type { PageOptions } from './page'
import type { SessionKeeper } from './session'
import type { Language } from './words'

export interface Begun {
  options: PageOptions
  keeper: SessionKeeper
  language: Language
  early: Early
}

export function mount(begun: Begun, bridge: Bridge): void {
  createApp(App, { ...begun, bridge: live(bridge) }).mount('#app')
}
