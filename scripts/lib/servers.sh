# shellcheck shell=bash
# Private MariaDB and Redis servers for the tests, each in a temporary folder of its own.

# free_port prints a loopback port that nothing listens on. It lies below the range that
# the system hands out to outgoing connections: a client that knocks while its server is
# away could otherwise be given the server's port, and the server could not return to it.
free_port() {
  local port
  for _ in $(seq 100); do
    port=$((21000 + RANDOM % 10000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return 0
    fi
  done
  die "found no free port on 127.0.0.1"
}

# random_word prints 32 hexadecimal digits.
random_word() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# write_script PATH writes stdin to an executable file.
write_script() {
  { echo '#!/bin/sh' && cat; } >"$1"
  chmod 700 "$1"
}

# new_server KIND FOLDER sets up and starts a server of KIND (mariadb or redis) in a new
# folder below FOLDER and prints the path of its control program; see scripts/lib/ctl.
new_server() {
  local dir
  dir=$(mktemp -d "$2/$1.XXXXXX")
  "set_up_$1" "$dir"
  write_script "$dir/ctl" <<<"exec '$ROOT/scripts/lib/ctl' '$dir' \"\$1\""
  "$dir/ctl" start
  echo "$dir/ctl"
}

set_up_mariadb() {
  local dir=$1 port password as_user=()
  port=$(free_port)
  password=$(random_word)
  mkdir "$dir/data" "$dir/tmp"
  # mariadbd refuses to run as root unless it is told to.
  if [ "$(id -u)" -eq 0 ]; then as_user=(--user=root); fi
  quietly mariadb-install-db --no-defaults "${as_user[@]}" --datadir="$dir/data" \
    --skip-test-db --auth-root-authentication-method=socket || die "could not set up MariaDB"
  write_mariadb_account "$dir/account.sql" "$password"
  write_mariadb_run "$dir" "$port" "${as_user[@]}"
  write_script "$dir/ready" <<<"exec mariadb-admin --no-defaults --protocol=tcp --host=127.0.0.1 --port=$port --connect-timeout=2 ping"
  echo "kefu:$password@tcp(127.0.0.1:$port)/" >"$dir/address"
}

# write_mariadb_account writes the SQL which the server runs at every start, before it
# takes connections: the tests' account, which may create databases.
write_mariadb_account() {
  cat >"$1" <<SQL
CREATE USER IF NOT EXISTS 'kefu'@'127.0.0.1' IDENTIFIED BY '$2';
GRANT ALL PRIVILEGES ON *.* TO 'kefu'@'127.0.0.1' WITH GRANT OPTION;
SQL
}

# write_mariadb_run FOLDER PORT [OPTION…]. Durable as a production server is: an ack
# promises that a message survives a power cut. The time zone is not UTC on purpose, as
# in most shops that run this: the desk must not depend on it.
write_mariadb_run() {
  local dir=$1 port=$2
  shift 2
  write_script "$dir/run" <<RUN
exec mariadbd --no-defaults $* --datadir='$dir/data' --tmpdir='$dir/tmp' \\
  --socket='$dir/socket' --bind-address=127.0.0.1 --port=$port --skip-networking=0 \\
  --skip-name-resolve --init-file='$dir/account.sql' \\
  --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_520_ci \\
  --default-time-zone=+08:00 --max-connections=500 \\
  --innodb-flush-log-at-trx-commit=1 --innodb-buffer-pool-size=256M --innodb-log-file-size=96M
RUN
}

# set_up_redis prepares a Redis that writes nothing to disk.
set_up_redis() {
  local dir=$1 port
  port=$(free_port)
  write_script "$dir/run" <<<"exec redis-server --bind 127.0.0.1 --port $port --save '' --appendonly no --dir '$dir' --daemonize no"
  write_script "$dir/ready" <<<"redis-cli -h 127.0.0.1 -p $port ping | grep -qx PONG"
  echo "redis://127.0.0.1:$port/0" >"$dir/address"
}

# start_servers FOLDER starts what the environment does not name already, and exports:
#   KEFU_TEST_MYSQL     data source name of a MariaDB that all tests share, without a
#                       database: each test makes one of its own
#   KEFU_TEST_REDIS     address of a Redis that all tests share
#   KEFU_TEST_MARIADBD  a program that starts one more MariaDB and prints the path of its
#   KEFU_TEST_REDISD    (or Redis's) control program: ctl start|stop|kill|restart|address.
#                       A test that takes a server away takes one of its own that way,
#                       since other tests use the shared one at the same time.
start_servers() {
  local ctl
  if [ -z "${KEFU_TEST_MYSQL:-}" ]; then
    say "starting a private MariaDB"
    ctl=$(new_server mariadb "$1")
    KEFU_TEST_MYSQL=$("$ctl" address)
  fi
  if [ -z "${KEFU_TEST_REDIS:-}" ]; then
    say "starting a private Redis"
    ctl=$(new_server redis "$1")
    KEFU_TEST_REDIS=$("$ctl" address)
  fi
  export KEFU_TEST_MYSQL KEFU_TEST_REDIS
  if have mariadbd; then
    write_script "$1/new-mariadb" <<<"exec '$ROOT/scripts/lib/new-server' mariadb '$1'"
    export KEFU_TEST_MARIADBD="$1/new-mariadb"
  fi
  if have redis-server; then
    write_script "$1/new-redis" <<<"exec '$ROOT/scripts/lib/new-server' redis '$1'"
    export KEFU_TEST_REDISD="$1/new-redis"
  fi
}

# stop_servers FOLDER stops every server that was started there. Their data go with the
# folder, so nobody waits for an orderly shutdown.
stop_servers() {
  local ctl
  for ctl in "$1"/*/ctl; do
    if [ -x "$ctl" ]; then "$ctl" kill || true; fi
  done
}
