#!/usr/bin/env bash
# Proves the Dockerfile where no container engine runs: goes through its own lines in chroots, then starts the image's
# command as the image's user, without a network, until its health check passes, and stops it with SIGTERM.
# usage: sudo docker/chroot-build.sh [WORK=target/chroot]     needs root, debootstrap and a JDK 25
# Stand-ins: debian:SUITE-slim is debootstrap's minbase; eclipse-temurin is the same with the JDK found here. nvidia/cuda
# has none, so only the CPU flavour is proven.
set -euo pipefail
cd "$(dirname "$0")/.."
source=$PWD
mkdir -p "${1:-target/chroot}"
work=$(cd "${1:-target/chroot}" && pwd -P)
jdk=$(./edgewise --jdk)
suite=$(sed -n 's/^FROM debian:\([a-z]*\)-slim.*/\1/p' Dockerfile | head -n 1)

die() { printf 'chroot-build: line "%s": %s\n' "$line" "$1" >&2 && exit 1; }

base() {
  if [ ! -e "$work/base/done" ]; then
    rm -rf "$work/base"
    debootstrap --variant=minbase "$suite" "$work/base" >"$work/debootstrap.log"
    touch "$work/base/done"
  fi
  cp -a "$work/base" "$1"
}

# image NAME FOLDER: the root file system of a stage or of a stand-in.
image() {
  case $1 in
    debian:*-slim) base "$2" ;;
    eclipse-temurin:25-*)
      base "$2"
      mkdir -p "$2/opt/java"
      cp -aL "$jdk" "$2/opt/java/openjdk"
      ;;
    nvidia/cuda:*) mkdir "$2" ;;
    *) if [ -d "$work/stages/$1" ]; then cp -a "$work/stages/$1" "$2"; else die "no stand-in for $1"; fi ;;
  esac
}

# inside USER FOLDER COMMAND…: in the stage, with its environment, /proc, the few devices and the cache folders.
inside() {
  local user=$1 folder=$2
  shift 2
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  # shellcheck disable=SC2016 # expanded by the inner shell
  unshare --mount --pid --fork --kill-child bash -c '
    root=$1 user=$2 folder=$3 cached=$4 store=$5 && shift 5
    mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev"
    if [ -n "$cached" ]; then mkdir -p "$store" "$root$cached" && mount --bind "$store" "$root$cached"; fi
    exec chroot --userspec="$user" "$root" env -i -C "$folder" "$@"' \
    - "$root" "$user" "$folder" "${cached:-}" "$work/cache" "${environment[@]}" "$@"
}

copy() {
  local from=$source to owner=''
  while [[ ${1-} == --* ]]; do
    case $1 in
      --from=*)
        from=$work/stages/${1#--from=}
        if [ ! -d "$from" ]; then from=$work/images/${1#--from=} && mkdir -p "$work/images" && rm -rf "$from" && image "${1#--from=}" "$from"; fi
        ;;
      --chown=*) owner=${1#--chown=} ;;
      *) die "unknown flag $1" ;;
    esac
    shift
  done
  [ $# = 2 ] || die "one source and one target are understood"
  to=$2
  case $to in /*) ;; *) to=$folder/$to ;; esac
  if [ "$1" = . ]; then
    mkdir -p "$root$to"
    tar -C "$source" --anchored --exclude-from=<(sed 's#^#./#' "$source/.dockerignore") -cf - . | tar -C "$root$to" --no-same-owner -xf -
  elif [ -d "$from/$1" ]; then
    mkdir -p "$root$to" && cp -a --no-preserve=ownership "$from/$1/." "$root$to"
  else
    mkdir -p "$root${to%/*}" && cp -a --no-preserve=ownership "$from/$1" "$root$to"
  fi
  [ -z "$owner" ] || chroot "$root" chown -R "$owner" "$to"
}

# ["a","b"] to an array named by $1.
exec_form() {
  local text=${2#\[}
  text=${text%\]}
  eval "$1=($(printf '%s' "$text" | sed 's/",[[:space:]]*"/" "/g'))"
}

stage() {
  name=${2:-image}
  root=$work/stages/$name user=root folder=/ environment=(PATH=/opt/java/openjdk/bin:/usr/sbin:/usr/bin:/sbin:/bin "HOME=/root")
  rm -rf "$root"
  image "$1" "$root"
}

declare -A args=()
entrypoint=() command=() health=()
mkdir -p "$work/stages"
rm -rf "${work:?}/stages/"*
while IFS= read -r line; do
  read -r word rest <<<"$line"
  # ARG values are known here only; what RUN does with a variable is its shell's business.
  case $word in FROM) for key in "${!args[@]}"; do rest=${rest//\$\{$key\}/${args[$key]}}; done ;; esac
  [ -n "$word" ] && printf '== %s %s\n' "$word" "$rest"
  case $word in
    '') ;;
    ARG)
      if [[ $rest == *=* ]]; then args[${rest%%=*}]=${rest#*=}; else environment+=("$rest=${args[$rest]}"); fi
      ;;
    FROM)
      read -r from _ as <<<"$rest"
      stage "$from" "$as"
      ;;
    WORKDIR) folder=$rest && mkdir -p "$root$folder" ;;
    ENV) environment+=("$rest") ;;
    USER) user=$rest ;;
    COPY) eval "copy $rest" ;;
    RUN)
      cached=''
      while [[ $rest == --mount=* ]]; do
        [[ $rest == --mount=type=cache,target=* ]] || die "only cache mounts are understood"
        cached=${rest#*target=} && cached=${cached%% *} && rest=${rest#* }
      done
      inside "$user" "$folder" /bin/sh -c "$rest" || die "failed"
      cached=''
      ;;
    EXPOSE) ;;
    HEALTHCHECK) exec_form health "[${rest#*CMD \[}" ;;
    ENTRYPOINT) exec_form entrypoint "$rest" ;;
    CMD) exec_form command "$rest" ;;
    *) die "this instruction is not understood" ;;
  esac
done < <(sed -e '/^[[:space:]]*#/d' -e ':again' -e '/\\$/N; s/\\\n//; tagain' Dockerfile)

line="${entrypoint[*]} ${command[*]}"
[ "$(chroot --userspec="$user" "$root" id -u)" != 0 ] || die "runs as root"
echo "== starts: $line (as $user), health: ${health[*]}"
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
# One namespace for the node and its health check: no network but loopback, and nothing outlives the script.
declare -p root user folder environment entrypoint command health work run >"$run/state"
# shellcheck disable=SC2016 # expanded by the inner shell
unshare --net --mount --pid --fork --kill-child --mount-proc bash -euc '
  source "$1/state"
  ip link set lo up
  mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev"
  in_image() { exec chroot --userspec="$user" "$root" env -i -C "$folder" "${environment[@]}" "$@"; }
  (in_image "${entrypoint[@]}" "${command[@]}") >"$run/log" 2>&1 &
  node=$!
  for tenth in $(seq 300); do
    if (in_image "${health[@]}"); then
      echo "== healthy after $((tenth / 10)).$((tenth % 10)) s, user $(stat -c %u /proc/$node), resident $(sed -n "s/VmRSS:\s*//p" /proc/$node/status)"
      kill -TERM $node
      code=0; wait $node || code=$?
      echo "== SIGTERM: exit $code"
      # 143 is 128 + SIGTERM: how a JVM ends after its shutdown hooks.
      [ $code = 0 ] || [ $code = 143 ]
      exit
    fi
    kill -0 $node 2>/dev/null || break
    sleep 0.1
  done
  echo "chroot-build: the node never became healthy; its last lines:" >&2
  tail -n 20 "$run/log" >&2
  exit 1' - "$run"
du -sh --exclude=./proc "$root" | sed 's/^/== image: /'
