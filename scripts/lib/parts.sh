# shellcheck shell=bash
# The parts of scripts/test. Each appends its counts to $results; none of them fails.
# scripts/test sets $results, $work (the run's temporary folder) and $testsum (the program
# that runs and counts).
# shellcheck disable=SC2154

# count NAME FORMAT LIMIT FOLDER [OPTION…] -- COMMAND… runs one counted command there.
count() {
  local name=$1 format=$2 limit=$3 dir=$4 status=0
  shift 4
  in_front "${testsum:?}" -part "$name" -format "$format" -timeout "$limit" -dir "$dir" \
    -results "$results" "$@" || status=$?
  # 1: something failed, and is counted. Anything else is no count at all.
  if [ "$status" -gt 1 ]; then exit "$status"; fi
}

# count_node NAME FOLDER runs all *.test.mjs below FOLDER with Node's own test runner. A
# folder without any fails: a path that is wrong must not look like success.
# Three files at a time: such tests mostly wait. The limit is for what hangs, on the slowest machine.
count_node() {
  local files=() limit=30m
  if [ -n "${KEFU_TEST_LONG:-}" ]; then limit=60m; fi
  mapfile -t files < <(find "$2" -name node_modules -prune -o -name '*.test.mjs' -print 2>/dev/null | LC_ALL=C sort)
  count "$1" node "$limit" "$ROOT" -- node --test --test-concurrency=3 \
    --test-reporter="$ROOT/scripts/lib/node-reporter.mjs" "${files[@]:-$2/none.test.mjs}"
}

# part_lint reads the sources without running them.
part_lint() {
  local check
  for check in $("$ROOT/scripts/lint/check" list); do
    count "lint: $check" exit 10m "$ROOT" -- "$ROOT/scripts/lint/check" "$check"
  done
}

# part_go runs all Go tests, against real databases and Redis, with the race detector.
# The detector watches our code and not SQLite's own, which is C that was translated, nor
# what packs and paints pictures: it costs time there and finds nothing. The flags stand in
# the environment, so that what tests build lies in the build's cache already.
# Tests that may run side by side mostly wait: for leases to end, for servers to start. The
# packages that take longest come first. Vet is one of the linters.
# The statements that the stores send to MySQL are recorded for part_sql.
part_go() {
  local limit=30m each=20m flags="'-gcflags=modernc.org/...=-race=false -d=checkptr=0'" package
  for package in image compress golang.org/x/image; do flags+=" -gcflags=$package/...=-race=false"; done
  if [ -n "${KEFU_TEST_LONG:-}" ]; then limit=120m each=110m; fi
  statements="$work/statements.jsonl"
  count "Go" go "$limit" "$ROOT" -- env CGO_ENABLED=1 GOFLAGS="${GOFLAGS:+$GOFLAGS }$flags" \
    GORACE="atexit_sleep_ms=100${GORACE:+ $GORACE}" KEFU_TEST_SQL_LOG="$statements" \
    go test -race -json -count=1 -p 2 -parallel 4 -vet off -timeout "$each" \
    ./server/app ./server/feature/stats ./server/api ./server/store ./server/gateway ./server/demo ./...
}

# part_sql has MySQL 8's parsers read every migration and every recorded statement. Alone,
# it reads what the Go part recorded last.
part_sql() {
  local last="$CACHE/statements.jsonl"
  if [ -n "${statements:-}" ]; then
    rm -f "$last" # if the Go part recorded nothing, an old record must not hide it
    if [ -f "$statements" ]; then cp "$statements" "$last"; fi
  elif [ ! -f "$last" ]; then
    say "no statements were recorded yet: run scripts/test --only go first"
  fi
  count "SQL as MySQL 8 reads it" go 10m "$ROOT/scripts/sqlcheck" -- \
    env CGO_ENABLED=0 KEFU_SQL_LOG="$last" \
    go test -json -count=1 -tags gms_pure_go -timeout 9m ./...
}

# part_front runs each package's unit tests and type checks, and the mini-program's tests. With
# ASIDE part_browser runs the type checks.
part_front() {
  local package
  while read -r package; do
    count "units of $package" vitest 10m "$FRONTEND/$package" -report "$work/vitest.json" -- \
      "$FRONTEND/node_modules/.bin/vitest" run --silent=passed-only \
      --reporter=default --reporter=json --outputFile="$work/vitest.json"
  done < <(workspaces_with test)
  if [ "${1:-}" != ASIDE ]; then check_types; fi
  count_node "mini-program's source" "$FRONTEND/packages/miniprogram-simulator/test/source"
}

# check_types checks the types of all packages, of two at a time: each check has one
# processor. The console's takes longest.
check_types() {
  workspaces_with typecheck | sort >"$work/typed"
  count "types" exit 10m "$FRONTEND" -- nice -n 5 \
    xargs -a "$work/typed" -P 2 -I PACKAGE npm run typecheck --workspace PACKAGE
}

# part_build builds the front end and the binary as they ship.
part_build() {
  count "build" exit 10m "$ROOT" -- "$ROOT/scripts/build"
}

# part_browser runs the tests in a real browser, on what part_build built: KEFU_TEST_BINARY.
# Those of the mini-program mostly wait: beside them, with ASIDE, the types are checked.
part_browser() {
  export KEFU_TEST_BINARY="$ROOT/bin/kefu"
  count_node "real browser" "$FRONTEND/e2e"
  if [ "${1:-}" = ASIDE ]; then begin_aside check_types; fi
  count_node "mini-program" "$FRONTEND/packages/miniprogram-simulator/test/desk"
  if [ "${1:-}" = ASIDE ]; then end_aside; fi
}
