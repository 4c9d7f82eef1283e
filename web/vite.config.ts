import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// The Go side embeds dist/app (see embed.go). The development server passes
// everything under /v1 on to a running `aisle up`, or to e2e/mock.mjs.
const backend = process.env.AISLE_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [vue()],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined assets would need data: in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    manifest: 'manifest.json', // what loads what, for the test of the first load
  },
  server: { proxy: { '/v1': backend } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
} as never)
