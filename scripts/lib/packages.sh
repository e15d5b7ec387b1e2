# shellcheck shell=bash
# What the project needs from the operating system.

# need_toolchain checks for what even the smallest use needs: go and node.
need_toolchain() {
  have go || die "Go 1.26 or later is missing: https://go.dev/dl/"
  if ! have node || ! have npm; then
    die "Node.js 20 or later (with npm) is missing: https://nodejs.org/"
  fi
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || die "Node.js 20 or later is needed, $(node --version) was found"
}

is_debian() { [ -f /etc/debian_version ] && have apt-get && have dpkg-query; }

# installed tells whether a Debian package is installed, whatever its architecture suffix.
installed() { dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

# test_packages lists the Debian packages that the tests need on this machine. What the
# environment already provides (KEFU_TEST_MYSQL, KEFU_TEST_REDIS, CHROMIUM) is left out.
test_packages() {
  printf '%s\n' gcc libc6-dev ca-certificates procps
  [ -n "${KEFU_TEST_MYSQL:-}" ] || printf '%s\n' mariadb-server
  [ -n "${KEFU_TEST_REDIS:-}" ] || printf '%s\n' redis-server
  [ -n "${CHROMIUM:-}" ] || browser_package
  [ -x /usr/sbin/nginx ] || have nginx || printf '%s\n' nginx
  printf '%s\n' fonts-noto-cjk fonts-noto-color-emoji
}

# browser_package names Chromium's package, unless a Chromium or Chrome is here already.
# Ubuntu's installs a snap, which a container cannot run: there, bring one and set CHROMIUM.
browser_package() {
  if find_chromium >/dev/null; then return 0; fi
  if grep -qx 'ID=ubuntu' /etc/os-release 2>/dev/null; then
    printf '%s\n' chromium-browser
  else
    printf '%s\n' chromium
  fi
}

find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$name" ] && have "$name"; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

# as_root runs a command as root, or fails when there is no way to without a question.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

# install_packages installs Debian packages without starting any service: the tests run
# servers of their own, and a package's server must not take a port or a data folder here.
install_packages() {
  local guard=/usr/sbin/policy-rc.d made=no status=0
  if [ ! -e "$guard" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null
    as_root chmod +x "$guard"
    made=yes
  fi
  apt_install "$@" || status=$?
  if [ "$made" = yes ]; then as_root rm -f "$guard"; fi
  return "$status"
}

# apt_install tries with the package lists that are there, and fetches new ones when that fails.
apt_install() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y
    -o DPkg::Lock::Timeout=300 --no-install-recommends)
  as_root "${apt[@]}" install "$@" >/dev/null 2>&1 </dev/null && return 0
  quietly as_root "${apt[@]}" update || return 1
  quietly as_root "${apt[@]}" install "$@"
}

# ensure_packages installs those of the given Debian packages that are missing.
ensure_packages() {
  local name missing=()
  for name in "$@"; do
    installed "$name" || missing+=("$name")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing ${missing[*]}"
  install_packages "${missing[@]}" ||
    die "could not install ${missing[*]}; install them as root: apt-get install ${missing[*]}"
}

# need_test_programs makes sure that MariaDB, Redis, Chromium and a C compiler (for Go's
# race detector) are here, or says what to install.
need_test_programs() {
  if is_debian; then
    local packages
    mapfile -t packages < <(test_packages)
    ensure_packages "${packages[@]}"
  fi
  local missing=()
  have gcc || have cc || have clang || missing+=("a C compiler (gcc)")
  [ -n "${KEFU_TEST_MYSQL:-}" ] || have mariadbd || missing+=("MariaDB 10.6 or later (or set KEFU_TEST_MYSQL)")
  [ -n "${KEFU_TEST_REDIS:-}" ] || have redis-server || missing+=("Redis 6 or later (or set KEFU_TEST_REDIS)")
  [ -x /usr/sbin/nginx ] || have nginx || missing+=("nginx 1.18 or later")
  find_chromium >/dev/null || missing+=("Chromium with Noto CJK and emoji fonts (or set CHROMIUM to its path)")
  [ "${#missing[@]}" -eq 0 ] || die "the tests need: $(printf '%s; ' "${missing[@]}")please install"
}
