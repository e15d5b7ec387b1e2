import { defineConfig } from 'vitest/config'

// The time is for what hangs, and never for what is slow.
export default defineConfig({ test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 } })
