# Sourced by ./run and ./test: what they need from a Debian machine.

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
