# Sourced by ./run, ./test and ./bench: what they need from a Debian machine.

# Prints the directory of PostgreSQL's programs: that in PATH, else the newest of Debian's.
postgres_binaries() {
  local directory
  if command -v initdb >/dev/null && command -v pg_ctl >/dev/null && command -v postgres >/dev/null; then
    dirname "$(command -v initdb)"
    return
  fi
  directory=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [[ -n $directory && -x $directory/initdb && -x $directory/pg_ctl && -x $directory/postgres ]] && echo "$directory"
}

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "Not root and no sudo, so this cannot be done: $*" >&2
    return 1
  fi
}

# Debian's package would otherwise make and start a server of its own, which nobody asked for.
no_cluster_of_debian() {
  as_root mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/omni.conf >/dev/null
}

install_packages() {
  echo "Installing $*" >&2
  if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here: install $* by hand." >&2
    return 1
  fi
  as_root apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

need_dotnet() {
  if ! command -v dotnet >/dev/null; then
    echo "The .NET 10 SDK is missing: see https://dotnet.microsoft.com/download" >&2
    return 1
  fi
}

# PostgreSQL refuses root. Its environment is empty, so that no PG* variable of the caller leads it astray.
as_server() {
  if [[ $EUID -eq 0 ]]; then
    (cd / && env -i PATH="$PATH" LC_ALL=C setpriv --reuid postgres --regid postgres --clear-groups -- "$@")
  else
    (cd / && env -i PATH="$PATH" LC_ALL=C "$@")
  fi
}

# Builds with one compiler for all projects, which need not warm up for each, and which collects garbage rarely: half the time. It goes when the build is done.
build() {
  local code=0 compiler="omni-$$" command
  DOTNET_TieredPGO=0 DOTNET_TC_CallCountingDelayMs=0 DOTNET_EnableWriteXorExecute=0 DOTNET_GCgen0size=0x8000000 \
    dotnet build "$@" --configuration Release --verbosity quiet --nologo -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" || code=$?
  for command in /proc/[0-9]*/cmdline; do
    if grep -aqs "pipename:$compiler" "$command"; then kill "$(tr -dc 0-9 <<<"$command")" 2>/dev/null || true; fi
  done
  return "$code"
}

cluster=

# Starts a throwaway server in a new directory below $1, with the settings given after it; connection_string is then its superuser's.
start_postgres() {
  local base=$1 binaries password port setting settings
  shift
  settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=256MB -c jit=off -c timezone=UTC"
  for setting in "$@"; do settings+=" -c $setting"; done
  binaries=$(postgres_binaries)
  cluster=$(mktemp -d "$base/omni-postgres-XXXXXXXX")
  password=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
  (umask 077 && echo "$password" >"$cluster/password" && mkdir "$cluster/data")
  [[ $EUID -ne 0 ]] || chown -R postgres:postgres "$cluster"
  as_server "$binaries/initdb" --pgdata "$cluster/data" --username postgres --auth scram-sha-256 --pwfile "$cluster/password" \
    --encoding UTF8 --locale C.UTF-8 --no-sync >"$cluster/initdb.log" 2>&1 || { cat "$cluster/initdb.log" >&2; return 1; }
  for _ in 1 2 3 4 5; do
    port=$((RANDOM % 12000 + 20000))
    if as_server "$binaries/pg_ctl" start --silent --wait --pgdata "$cluster/data" --log "$cluster/data/log" --options "-c port=$port $settings"; then
      connection_string="Host=127.0.0.1;Port=$port;Username=postgres;Password=$password;Database=postgres"
      return
    fi
  done
  cat "$cluster/data/log" >&2
  return 1
}

# Stops it, if there is one, and removes its directory.
stop_postgres() {
  [[ -n $cluster ]] || return 0
  as_server "$(postgres_binaries)/pg_ctl" stop --silent --wait --mode immediate --pgdata "$cluster/data" || true
  rm -rf "$cluster"
  cluster=
}
