# shellcheck shell=bash
# Private MariaDB and Redis servers for the tests, each in a temporary folder of its own.

# free_port FOLDER prints a loopback port that nothing listens on, and that no other server
# below FOLDER was given: one that is being set up, or was taken away for a while, does not
# listen. It lies below the range that the system hands out to outgoing connections: a client
# that knocks while its server is away could otherwise be given the server's port, and the
# server could not return to it.
free_port() {
  local port
  mkdir -p "$1/ports"
  for _ in $(seq 100); do
    port=$((21000 + RANDOM % 10000))
    if mkdir "$1/ports/$port" 2>/dev/null && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
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
# sentinel and cluster are several Redis servers: see new_group.
new_server() {
  local dir
  case $1 in sentinel | cluster) new_group "$@" && return ;; esac
  dir=$(mktemp -d "$2/$1.XXXXXX")
  "set_up_$1" "$dir"
  write_script "$dir/ctl" <<<"exec '$ROOT/scripts/lib/ctl' '$dir' \"\$1\""
  "$dir/ctl" start
  echo "$dir/ctl"
}

set_up_mariadb() {
  local dir=$1 port password as_user=()
  port=$(free_port "$(dirname "$dir")")
  password=$(random_word)
  mkdir "$dir/data" "$dir/tmp"
  # mariadbd refuses to run as root unless it is told to. A temporary folder of its own: one
  # that starts removes what others have in a shared one.
  if [ "$(id -u)" -eq 0 ]; then as_user=(--user=root); fi
  quietly mariadb-install-db --no-defaults "${as_user[@]}" --datadir="$dir/data" --tmpdir="$dir/tmp" \
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
  port=$(free_port "$(dirname "$dir")")
  write_script "$dir/run" <<<"exec redis-server --bind 127.0.0.1 --port $port --save '' --appendonly no --dir '$dir' --daemonize no"
  write_script "$dir/ready" <<<"redis-cli -h 127.0.0.1 -p $port ping | grep -qx PONG"
  echo "redis://127.0.0.1:$port/0" >"$dir/address"
}

# new_group KIND FOLDER sets up and starts several servers that work together. The control
# program does what it is told to all of them; with "members" it prints the paths of their
# own, one a line.
new_group() {
  local dir
  dir=$(mktemp -d "$2/$1.XXXXXX")
  "start_$1" "$2" "$dir"
  write_script "$dir/ctl" <<CTL
case \$1 in
address | members) exec cat '$dir/'"\$1" ;;
*) while read -r ctl; do "\$ctl" "\$1" || exit; done <'$dir/members' ;;
esac
CTL
  echo "$dir/ctl"
}

# start_sentinel FOLDER DIR: a primary, a replica, and three Sentinels that watch them under
# the name kefu and take a second and a half without an answer for death. They are told of
# each other: to find out takes them seconds.
start_sentinel() {
  local folder=$1 dir=$2 primary replica port ports=()
  primary=$(new_server redis "$folder")
  replica=$(new_server redis "$folder")
  printf '%s\n' "$primary" "$replica" >"$dir/members"
  redis_cli "$primary" config set repl-diskless-sync-delay 0 >/dev/null
  redis_cli "$replica" replicaof 127.0.0.1 "$(redis_port "$primary")" >/dev/null
  until_says 'master_link_status:up' redis_cli "$replica" info replication
  for _ in 1 2 3; do ports+=("$(free_port "$folder")"); done
  for port in "${ports[@]}"; do
    sentinel=$port others=${ports[*]/$port/} primary=$(redis_port "$primary") replica=$(redis_port "$replica") \
      new_server sentinel_member "$folder" >>"$dir/members"
  done
  for port in "${ports[@]}"; do
    until_says 'OK 3 usable' redis-cli -h 127.0.0.1 -p "$port" sentinel ckquorum kefu
  done
  echo "redis+sentinel://127.0.0.1:${ports[0]},127.0.0.1:${ports[1]},127.0.0.1:${ports[2]}/kefu" >"$dir/address"
}

# set_up_sentinel_member goes by the variables that start_sentinel sets.
# shellcheck disable=SC2154
set_up_sentinel_member() {
  local dir=$1 port
  {
    printf 'bind 127.0.0.1\nport %s\ndir "%s"\nsentinel myid %040d\n' "$sentinel" "$dir" "$sentinel"
    echo "sentinel monitor kefu 127.0.0.1 $primary 2"
    echo "sentinel down-after-milliseconds kefu 1500"
    echo "sentinel failover-timeout kefu 5000"
    echo "sentinel known-replica kefu 127.0.0.1 $replica"
    for port in $others; do printf 'sentinel known-sentinel kefu 127.0.0.1 %s %040d\n' "$port" "$port"; done
  } >"$dir/sentinel.conf"
  write_script "$dir/run" <<<"exec redis-server '$dir/sentinel.conf' --sentinel"
  write_script "$dir/ready" <<<"redis-cli -h 127.0.0.1 -p $sentinel ping | grep -qx PONG"
  echo "redis://127.0.0.1:$sentinel/0" >"$dir/address"
}

# start_cluster FOLDER DIR: three primaries, each with a third of the slots.
start_cluster() {
  local folder=$1 dir=$2 ctl ctls=() ports=() i
  for i in 0 1 2; do
    ctl=$(new_server cluster_member "$folder")
    echo "$ctl" >>"$dir/members"
    ctls+=("$ctl")
    ports+=("127.0.0.1:$(redis_port "$ctl")")
    redis_cli "$ctl" cluster addslotsrange $((i * 5462)) $((i < 2 ? i * 5462 + 5461 : 16383)) >/dev/null
    redis_cli "$ctl" cluster set-config-epoch $((i + 1)) >/dev/null
  done
  for i in 1 2; do
    redis_cli "${ctls[0]}" cluster meet 127.0.0.1 "${ports[i]#*:}" "$(cat "$(dirname "${ctls[i]}")/bus")" >/dev/null
  done
  for ctl in "${ctls[@]}"; do
    until_says 'cluster_state:ok' redis_cli "$ctl" cluster info
    until_says 'cluster_known_nodes:3' redis_cli "$ctl" cluster info
    until_says 'cluster_slots_ok:16384' redis_cli "$ctl" cluster info
  done
  echo "redis+cluster://$(IFS=, && echo "${ports[*]}")" >"$dir/address"
}

set_up_cluster_member() {
  local dir=$1 port bus
  port=$(free_port "$(dirname "$dir")")
  bus=$(free_port "$(dirname "$dir")")
  write_script "$dir/run" <<RUN
exec redis-server --bind 127.0.0.1 --port $port --save '' --appendonly no --dir '$dir' --daemonize no \\
  --cluster-enabled yes --cluster-config-file '$dir/nodes.conf' --cluster-port $bus \\
  --cluster-node-timeout 2000 --cluster-require-full-coverage no
RUN
  write_script "$dir/ready" <<<"redis-cli -h 127.0.0.1 -p $port ping | grep -qx PONG"
  echo "$bus" >"$dir/bus"
  echo "redis://127.0.0.1:$port/0" >"$dir/address"
}

# redis_port CTL prints the port of the Redis that CTL controls.
redis_port() { "$1" address | sed 's,.*:\([0-9]*\)/.*,\1,'; }

# redis_cli CTL COMMAND… asks that Redis.
redis_cli() {
  local port
  port=$(redis_port "$1")
  shift
  redis-cli -h 127.0.0.1 -p "$port" "$@"
}

# until_says TEXT COMMAND… repeats the command until it prints TEXT.
until_says() {
  local text=$1 deadline=$((SECONDS + 60))
  shift
  until "$@" 2>/dev/null | grep -q "$text"; do
    [ "$SECONDS" -lt "$deadline" ] || die "$* never said $text"
    sleep 0.1
  done
}

# start_servers FOLDER starts what the environment does not name already, and exports:
#   KEFU_TEST_MYSQL     data source name of a MariaDB that all tests share, without a
#                       database: each test makes one of its own
#   KEFU_TEST_REDIS     address of a Redis that all tests share
#   KEFU_TEST_MARIADBD  a program that starts one more MariaDB and prints the path of its
#   KEFU_TEST_REDISD    (or Redis's; with sentinel or cluster, of several) control program:
#                       ctl start|stop|kill|restart|address.
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
    write_script "$1/new-redis" <<<"exec '$ROOT/scripts/lib/new-server' \"\${1:-redis}\" '$1'"
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
