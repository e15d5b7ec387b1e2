/** A configuration whose `@name`s stand for what `variables` hold. Throws for a name that is not there. */
export function themed(config, variables) {
  if (typeof config === 'string' && config.startsWith('@')) {
    const value = variables?.[config.slice(1)]
    if (value === undefined) throw new Error(`the theme has no ${config}`)
    return value
  }
  if (Array.isArray(config)) return config.map(entry => themed(entry, variables))
  if (config === null || typeof config !== 'object') return config
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, name === 'usingComponents' ? value : themed(value, variables)]))
}
