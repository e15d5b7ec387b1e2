import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Fails the build when the scripts that the inbox needs before it shows are larger than so many bytes after gzip. */
export function firstLoad(limit: number): Plugin {
  return {
    name: 'kefu-first-load',
    apply: 'build',
    generateBundle(_, bundle) {
      const needed = new Set<string>()
      const need = (file: string) => {
        const chunk = bundle[file]
        if (chunk?.type !== 'chunk' || needed.has(file)) return
        needed.add(file)
        chunk.imports.forEach(need)
      }
      for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) need(chunk.fileName)
      let size = 0
      for (const file of needed) {
        const chunk = bundle[file]
        if (chunk?.type === 'chunk') size += gzipSync(chunk.code).length
      }
      this.info(`first load: ${size} bytes of script after gzip, in ${needed.size} files`)
      if (size > limit) this.error(`the first load is ${size} bytes of script after gzip; at most ${limit} are allowed`)
    },
  }
}
