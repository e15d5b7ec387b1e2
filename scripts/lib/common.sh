# shellcheck shell=bash
# Shared by every script here: where the project is, and how scripts speak.
# Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CACHE="$ROOT/.cache"
export ROOT CACHE

# say prints progress to stderr, so that stdout stays free for results.
say() { printf '%s\n' "==> $*" >&2; }

# die prints why, and ends the script.
die() {
  printf '%s\n' "error: $*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# quietly runs a command and shows its output only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -ne 0 ]; then cat "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

# fingerprint prints one hash over the names and contents of all files below the
# given paths, relative to ROOT, but what builds and installs made. Missing paths count as empty.
fingerprint() {
  (
    cd "$ROOT" || exit
    {
      node --version 2>/dev/null || true
      find "$@" \( -name node_modules -o -name dist -o -name embedded \) -prune -o -type f ! -name '*.tsbuildinfo' -print0 2>/dev/null |
        LC_ALL=C sort -z | xargs -0 -r sha256sum
    } | sha256sum | cut -d' ' -f1
  )
}

# unchanged NAME HASH tells whether mark NAME HASH was called last for that name.
unchanged() { [ -f "$CACHE/$1.stamp" ] && [ "$(cat "$CACHE/$1.stamp")" = "$2" ]; }

mark() {
  mkdir -p "$CACHE"
  printf '%s\n' "$2" >"$CACHE/$1.stamp"
}
