import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import './app.css'
import { applyTheme } from './features/appearance/theme'
import { i18n } from './i18n'
import { createConsoleRouter } from './router'

applyTheme()
createApp(App).use(createPinia()).use(i18n).use(createConsoleRouter()).mount('#app')
