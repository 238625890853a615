#!/usr/bin/env bash
# What a start costs: CPU (user and system) until the node is ready, and resident memory with the embedding model loaded.
#   bin/start-cost.sh [STARTS]      medians over 5 starts by default, after one that warms the page cache
# Needs bash, curl and Linux's /proc. Builds first, so that no build is counted.
set -eu
home=$(cd "$(dirname "$0")/.." && pwd -P)
starts=${1:-5}
ticks=$(getconf CLK_TCK)
port=${PORT:-18480}
work=$(mktemp -d)
pid=
end() { if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; fi; rm -rf "$work"; }
trap end EXIT

"$home/edgewise" --build
cat >"$work/edgewise.yaml" <<YAML
listen: {http: {port: $port}, admin: {port: $((port + 1))}}
store: {dir: "$work/store"}
YAML

# Fields 14 and 15, counted behind the command's name, which may contain blanks: user and system time of all threads.
cpu_ms() {
  local stat fields
  stat=$(<"/proc/$1/stat")
  read -r -a fields <<<"${stat##*) }"
  echo $(((fields[11] + fields[12]) * 1000 / ticks))
}
resident_kb() { while read -r name value _; do if [ "$name" = VmRSS: ]; then echo "$value"; fi; done <"/proc/$1/status"; }
median() { sort -n | awk '{ all[NR] = $1 } END { print (NR % 2) ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'; }

one_start() {
  local began ready
  # Emptied here and not by the start's own redirection, which runs beside the loop that reads it.
  : >"$work/log"
  began=$(date +%s%N)
  "$home/edgewise" serve --config "$work/edgewise.yaml" >"$work/requests" 2>"$work/log" &
  pid=$!
  # The node says so once it listens and its model is loaded; asking it until then would cost it CPU.
  until grep -q ' serves ' "$work/log"; do
    if ! kill -0 "$pid" 2>/dev/null; then echo "start-cost: the node ended:" >&2; cat "$work/log" >&2; exit 1; fi
    if [ $(($(date +%s%N) - began)) -gt 60000000000 ]; then echo "start-cost: not ready after 60 s" >&2; exit 1; fi
    sleep 0.01
  done
  ready=$(date +%s%N)
  cpu=$(cpu_ms "$pid")
  curl -sSf -o "$work/models" "http://127.0.0.1:$port/v1/models"
  first=$(($(cpu_ms "$pid") - cpu))
  wall=$(((ready - began) / 1000000))
  curl -sSf -o "$work/vector" -d '{"model":"embed-small","input":"hello"}' "http://127.0.0.1:$port/v1/embeddings"
  resident=$(resident_kb "$pid")
  kill "$pid"
  wait "$pid" 2>/dev/null || true
  pid=
}

one_start
for ((i = 1; i <= starts; i++)); do
  one_start
  echo "$cpu" >>"$work/cpu"; echo "$wall" >>"$work/wall"; echo "$resident" >>"$work/resident"
  echo "start $i: CPU to ready ${cpu} ms, of the first request ${first} ms, wall ${wall} ms, resident $((resident / 1000)) MB"
done
echo "median of $starts: CPU to ready $(median <"$work/cpu") ms, wall $(median <"$work/wall") ms, resident $(($(median <"$work/resident") / 1000)) MB"
