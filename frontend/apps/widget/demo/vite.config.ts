import { defineConfig } from 'vite'

/** The demo shop: a page that carries the widget as any shop's page would. */
export default defineConfig({
  base: '/demo/',
  build: { outDir: '../../../dist/demo', emptyOutDir: true, target: 'es2020', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})
