/** A selector of the mini-program's own class names: a component's carry its scope's name in the page. */
export function scoped(selector) {
  return selector.replace(/\.([a-z][\w-]*)/g, (_, name) => `:is([class~="${name}"], [class$="--${name}"], [class*="--${name} "])`)
}
