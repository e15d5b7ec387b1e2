import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

/** Comes when the conversation is there. */
const LATER = /widget\/src\/(?:extras|keyboard|news|objection|ring|sound)\.ts|longPress|EmojiButton|PictureViewer|MessageMenu|CardOffer|web\/(?:upload|file)\.ts/
/** Comes when it is opened. */
const OPENED = /EmojiPicker|chat-ui\/src\/emoji\//
/** One of them comes beside the chat. */
const LANGUAGE = /\/(?:words|labels)\/(?:en|zh)\.ts/
/** The small script that comes first, and what the loader shares with it. */
const FIRST = /widget\/(?:index\.html|loader\/|src\/(?:main|bridge|early|history|page|peek|session|storage|words)\.ts)|chat-client\/src\/web\/(?:host|index)\.ts|preload-helper/

/**
 * Vite's own helper for scripts that come later takes a kilobyte, most of it for browsers without modulepreload. All that
 * such a script needs beside itself is its style sheet, unless the page has it already.
 */
const HELPER = `
export const __vitePreload = (load, files = []) => Promise.all(files.map(sheet)).then(load)
function sheet(file) {
  if (!file.endsWith('.css') || document.querySelector('link[href="/chat/' + file + '"]') !== null) return
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = '/chat/' + file
  document.head.append(link)
  return new Promise(done => link.onload = link.onerror = done)
}`

function smallHelper(): Plugin {
  return { name: 'small-helper', enforce: 'pre', apply: 'build', load: id => (id === '\0vite/preload-helper.js' ? HELPER : null) }
}

/** A component's name is for Vue's own tools, which a build has not. */
function nameless(): Plugin {
  return { name: 'nameless', enforce: 'post', apply: 'build', transform: (code, id) => (/\.vue(\?|$)/.test(id) ? code.replace(/^\s*__name: ['"]\w+['"],?$/m, '') : null) }
}

/** The page /chat: alone, and inside the widget's frame. */
export default defineConfig({
  base: '/chat/',
  plugins: [vue(), smallHelper(), nameless()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  build: {
    outDir: '../../dist/chat',
    emptyOutDir: true,
    // Syntax of 2021: written for older browsers, it takes a kilobyte more.
    target: 'es2022',
    // The page's security policy allows no inline scripts, styles or data addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the chat opens with is one file, also where what is opened in it later needs the same: each file is a request.
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: 'extras', test: LATER }, { name: 'chat', test: id => ![LATER, OPENED, LANGUAGE, FIRST].some(part => part.test(id)) }],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/ws': { target: 'ws://127.0.0.1:8080', ws: true } } },
})
