import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The page /chat: alone, and inside the widget's frame. */
export default defineConfig({
  base: '/chat/',
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  build: {
    outDir: '../../dist/chat',
    emptyOutDir: true,
    // Syntax of 2021: written for older browsers, it takes a kilobyte more.
    target: 'es2022',
    // The page's security policy allows no inline scripts, styles or data addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/ws': { target: 'ws://127.0.0.1:8080', ws: true } } },
})
