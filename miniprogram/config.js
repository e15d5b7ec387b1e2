// Where the desk is. In DevTools http://127.0.0.1:8080 works as it is; a phone needs an https address that is among the
// mini-program's domains.
module.exports = {
  desk: 'http://127.0.0.1:8080',
  /** The chat's place in the tab bar of app.json, from 0. */
  chatTab: 1,
}
