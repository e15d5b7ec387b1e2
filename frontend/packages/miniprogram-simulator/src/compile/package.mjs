import fs from 'node:fs'
import path from 'node:path'

/** The files of a mini-program, by their paths within it: `pages/home/home.js`. */
export class Package {
  /** What is wrong with it, a sentence each. */
  problems = []

  constructor(root) {
    this.root = root
  }

  has(file) {
    const full = path.join(this.root, file)
    return fs.existsSync(full) && fs.statSync(full).isFile()
  }

  read(file) {
    return fs.readFileSync(path.join(this.root, file), 'utf8')
  }

  json(file) {
    return this.has(file) ? JSON.parse(this.read(file)) : {}
  }

  /** What `to` means where it stands in the file `from`. */
  resolve(from, to) {
    const joined = to.startsWith('/') ? to.slice(1) : path.posix.join(path.posix.dirname(from), to)
    return path.posix.normalize(joined)
  }
}
