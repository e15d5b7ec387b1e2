// A reporter for Node's test runner that scripts/testsum reads: one JSON object a line.
// Node's own TAP and spec outputs are made for people and change between versions.
import path from 'node:path'

/** reasonOf turns skip's value (true, or why) into a string; undefined when nothing was skipped. */
const reasonOf = (skip) => (skip === undefined || skip === false ? undefined : skip === true ? '' : String(skip))

const errorOf = (error) => {
  const cause = error?.cause ?? error
  return String(cause?.stack ?? cause?.message ?? cause ?? 'failed without a reason')
}

/** Names of the suites around each test, and what is known of their tests so far, by file. */
class Nesting {
  #files = new Map()

  #of(file) {
    if (!this.#files.has(file)) this.#files.set(file, { names: [], children: [] })
    return this.#files.get(file)
  }

  start({ file, nesting, name }) {
    const known = this.#of(file)
    known.names.length = nesting
    known.names[nesting] = name
  }

  /** end gives a finished test's full name, and whether tests within it ran. */
  end({ file, nesting, name }) {
    const known = this.#of(file)
    const suite = Boolean(known.children[nesting + 1])
    known.children.length = nesting + 1
    known.children[nesting] = true
    return { name: [...known.names.slice(0, nesting), name].join(' > '), suite }
  }
}

/** The runner reports a file itself when it fails as a whole, or holds no test at all. */
const ofFile = (type, { file, details }) => ({
  type: 'fail',
  name: '(the file itself)',
  file: path.relative(process.cwd(), file),
  error: type === 'test:fail' ? errorOf(details?.error) : 'holds no test',
})

const outcome = (type, data, nesting) => {
  if (data.nesting === 0 && data.file && path.resolve(data.name) === data.file) return ofFile(type, data)
  const { name, suite } = nesting.end(data)
  return {
    type: type.slice('test:'.length),
    name,
    file: path.relative(process.cwd(), data.file ?? ''),
    suite: suite || data.details?.type === 'suite',
    skip: reasonOf(data.skip),
    todo: reasonOf(data.todo) !== undefined,
    below: data.details?.error?.failureType === 'subtestsFailed',
    error: type === 'test:fail' ? errorOf(data.details?.error) : undefined,
    seconds: (data.details?.duration_ms ?? 0) / 1000,
  }
}

export default async function* report(source) {
  const nesting = new Nesting()
  for await (const { type, data } of source) {
    switch (type) {
      case 'test:start':
        nesting.start(data)
        break
      case 'test:pass':
      case 'test:fail':
        yield `${JSON.stringify(outcome(type, data, nesting))}\n`
        break
      case 'test:diagnostic': // the figures of a test; without a file they are the runner's own
        if (data.file) yield `${JSON.stringify({ type: 'figure', file: path.relative(process.cwd(), data.file), text: data.message })}\n`
        break
      case 'test:stdout':
      case 'test:stderr':
        yield `${JSON.stringify({ type: 'output', file: path.relative(process.cwd(), data.file ?? ''), text: data.message })}\n`
        break
    }
  }
}
