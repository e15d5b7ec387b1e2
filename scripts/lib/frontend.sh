# shellcheck shell=bash
# The front end's packages and its build.

FRONTEND="$ROOT/frontend"

# install_frontend installs the packages of package-lock.json, unless exactly those were
# installed before. The stamp lies within node_modules, so that it goes when they go.
install_frontend() {
  local stamp="$FRONTEND/node_modules/.kefu-installed" wanted
  wanted=$(cd "$ROOT" && fingerprint frontend/package-lock.json frontend/package.json frontend/.npmrc)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return 0; fi
  say "installing the front end's packages"
  (cd "$FRONTEND" && quietly npm ci --no-audit --no-fund) || die "npm ci failed in frontend/"
  printf '%s\n' "$wanted" >"$stamp"
}

# build_frontend builds console, widget and demo page into frontend/dist, unless nothing
# they are made of changed since the last build.
build_frontend() {
  local now
  now=$(fingerprint frontend)
  if [ -f "$FRONTEND/dist/widget.js" ] && unchanged frontend "$now"; then return 0; fi
  say "building the front end"
  rm -f "$CACHE/frontend.stamp"
  (cd "$FRONTEND" && quietly npm run build) || die "the front end's build failed"
  mark frontend "$now"
}

# workspaces_with SCRIPT prints the folders, relative to frontend/, of all packages that
# have that npm script.
workspaces_with() {
  (
    cd "$FRONTEND" || exit
    local manifest
    for manifest in packages/*/package.json apps/*/package.json; do
      if [ -f "$manifest" ] && node -e '
        const { scripts = {} } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        process.exit(scripts[process.argv[2]] ? 0 : 1)' "$manifest" "$1"; then
        dirname "$manifest"
      fi
    done
  )
}
