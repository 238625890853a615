#!/bin/bash
# What an event of a paced stream costs the node and nginx: CPU-µs (user + system of the process), and the delay of the
# first event, with 32 and 128 streams of 100 events, 5 ms apart, from the stand-in cluster.
# usage: KEY=… bench/sse_ratio.sh NODE_PID [ROUNDS=5] [NODE_PORT=8080] [MODEL=chat-stream]
# The node forwards MODEL to 127.0.0.1:9301. Needs nginx. EDGEWISE names the launcher. Prints medians and their ratio.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
NODE=${1:?usage: KEY=… $0 NODE_PID [ROUNDS] [NODE_PORT] [MODEL]} ROUNDS=${2:-5} PORT=${3:-8080} MODEL=${4:-chat-stream}
. "$HERE/lib.sh"
need nginx awk pgrep
"$EDGEWISE" loadtest cluster --port 9301 --gap 5ms --tokens 100 >"$RUN/cluster.out" 2>&1 & started+=($!)
wait_for_port 9301
start_nginx 9006 9301

# shot NAME PORT PID STREAMS: "NAME STREAMS cpu-us-per-event first-event-p50-ms failed-streams"
seed=0
shot() {
  local before after; seed=$((seed + 1))
  before=$(cpu_us "$3")
  "$EDGEWISE" loadtest streams --url "http://127.0.0.1:$2" --key "$KEY" -H 'Cache-Control: no-store' --model "$MODEL" \
    --streams "$4" --rounds "$((1024 / $4 / 4 + 4))" --seed "$seed" --json >"$RUN/report" || true
  after=$(cpu_us "$3")
  awk -v name="$1" -v streams="$4" -v cpu=$((after - before)) '
    /"events"/ {gsub(/[^0-9]/, ""); events = $0}
    /"failed"/ {gsub(/[^0-9]/, ""); failed = $0}
    /"first_event_delay_ms"/ {first = 1}
    /"p50"/ && first {gsub(/[^0-9.]/, ""); sub(/^50/, ""); p50 = $0; first = 0}
    END {printf "%s %d %.2f %.3f %d\n", name, streams, events ? cpu / events : -1, p50, failed}' "$RUN/report" | tee -a "$RUN/shots" >&2
}

echo "server streams cpu_us_per_event first_event_p50_ms failed" >&2
# The node has just found its cluster; then its compiler needs a few thousand events and some closed connections.
until "$EDGEWISE" loadtest streams --url "http://127.0.0.1:$PORT" --key "$KEY" --model "$MODEL" --streams 1 --rounds 1 >"$RUN/report"; do sleep 0.5; done
for _ in 1 2 3; do shot node "$PORT" "$NODE" 128; shot node "$PORT" "$NODE" 32; done
shot nginx 9006 "$nginx_worker" 128; : >"$RUN/shots"
for _ in $(seq "$ROUNDS"); do
  for streams in 32 128; do
    shot node "$PORT" "$NODE" "$streams"
    shot nginx 9006 "$nginx_worker" "$streams"
  done
done
for streams in 32 128; do
  of() { awk -v name="$1" -v streams="$streams" -v at="$2" '$1 == name && $2 == streams {print $at}' "$RUN/shots"; }
  node=$(of node 3 | median) nginx=$(of nginx 3 | median)
  printf '%3d streams: node %.1f us, nginx %.1f us per event, ratio %s; first event p50: node %s ms, nginx %s ms; failed streams: node %d, nginx %d\n' \
    "$streams" "$node" "$nginx" "$(awk "BEGIN {printf \"%.2f\", $node / $nginx}")" "$(of node 4 | median)" "$(of nginx 4 | median)" \
    "$(of node 5 | awk '{s += $1} END {print s}')" "$(of nginx 5 | awk '{s += $1} END {print s}')"
done
