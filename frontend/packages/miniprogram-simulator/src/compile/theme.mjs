/** The colours and icons of theme.json, `{ light, dark }`, as app.json's `themeLocation` names it; empty without one. */
export function readTheme(files, app) {
  if (!app.themeLocation) return {}
  if (!files.has(app.themeLocation)) files.problems.push(`app.json: no theme at ${app.themeLocation}`)
  const theme = files.json(app.themeLocation)
  const names = side => Object.keys(theme[side] ?? {}).sort().join()
  if (names('light') !== names('dark')) files.problems.push(`${app.themeLocation}: light and dark name different things`)
  return theme
}
