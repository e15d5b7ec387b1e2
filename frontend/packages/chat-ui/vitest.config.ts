import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  // For what hangs, and never for what is slow.
  test: { environment: 'jsdom', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
})
