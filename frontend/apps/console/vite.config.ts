import tailwind from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { firstLoad } from './first-load.ts'

/** Where `npm run dev` finds a running desk. */
const desk = process.env.KEFU_DESK ?? 'http://127.0.0.1:8080'

/** What no component here is written for; the tests' tools are. */
const lean = { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false, __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false }

export default defineConfig(({ command }) => ({
  base: '/console/',
  plugins: [vue(), tailwind(), firstLoad(200_000)],
  define: { __VUE_I18N_FULL_INSTALL__: false, __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false, ...(command === 'build' ? lean : {}) },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // The served Content-Security-Policy allows no inline script and no data: fonts or styles.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      '/api': { target: desk },
      '/ws': { target: desk, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // A page for each file took longer than all tests together. Each leaves it as it found it: they pass in any order
    // (--sequence.shuffle.files --sequence.shuffle.tests).
    isolate: false,
    // For what hangs, and never for what is slow.
    testTimeout: 60_000,
  },
}))
