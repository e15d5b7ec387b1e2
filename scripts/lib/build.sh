# shellcheck shell=bash
# Building the binary, and the programs that the scripts themselves use.

# version prints what the binary calls itself: the tag, or the commit, of this tree.
version() {
  git -C "$ROOT" describe --tags --always --dirty 2>/dev/null || echo unknown
}

# build_binary builds bin/kefu, static and with the front end embedded as it lies there.
build_binary() {
  say "building bin/kefu"
  (cd "$ROOT" && CGO_ENABLED=0 go build -trimpath -ldflags "-X main.version=$(version)" -o bin/kefu ./server)
}

# build_testsum builds the program that counts tests, and prints its path.
build_testsum() {
  mkdir -p "$CACHE"
  (cd "$ROOT" && go build -o "$CACHE/testsum" ./scripts/testsum)
  echo "$CACHE/testsum"
}
