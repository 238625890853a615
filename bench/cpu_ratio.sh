#!/bin/bash
# CPU of the node and of nginx for each request, in one run: a cache hit, and a forward. 64 connections, 2 KB requests, 1 KB answers.
# usage: KEY=… bench/cpu_ratio.sh NODE_PID [ROUNDS=3] [SECONDS=4] [NODE_PORT=8080] [MODEL=chat-large]
# The node forwards MODEL to 127.0.0.1:9100, which this script serves. Needs nginx and wrk. Prints medians in µs.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
NODE=${1:?usage: KEY=… $0 NODE_PID [ROUNDS] [SECONDS] [NODE_PORT] [MODEL]} ROUNDS=${2:-3} TIME=${3:-4} PORT=${4:-8080}
export KEY MODEL=${5:-chat-large}
. "$HERE/lib.sh"
need nginx wrk curl awk pgrep
kill -0 "$NODE"
words=$(printf 'lorem ipsum %.0s' $(seq 70))
answer='{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"'$words'"},"finish_reason":"stop"}],"usage":{"prompt_tokens":400,"completion_tokens":128,"total_tokens":528}}'
chmod 711 "$RUN" # nginx works as another user
cache="proxy_cache_path $RUN/cache keys_zone=c:20m use_temp_path=off;"
hits="server { listen 127.0.0.1:9002; location / { proxy_pass http://centre; proxy_cache c; proxy_cache_methods POST; proxy_cache_key \"\$request_uri|\$request_body\"; proxy_cache_valid 200 10m; } }"
start_nginx 9003 9100 "$cache server { listen 127.0.0.1:9100; default_type application/json; location / { return 200 '$answer'; } } $hits"

# shot NAME PID PORT NOSTORE: one line of NAME and the process's CPU for each request.
shot() {
  local before after
  export NOSTORE=$4
  before=$(cpu_us "$2")
  wrk -t1 -c64 -d"${TIME}s" -s "$HERE/post.lua" "http://127.0.0.1:$3" >"$RUN/wrk"
  after=$(cpu_us "$2")
  awk -v name="$1" -v cpu=$((after - before)) '/^RES/ {printf "%s %.2f %d\n", name, cpu / $4, $3}' "$RUN/wrk" | tee -a "$RUN/shots" >&2
}
wait_for_port "$PORT"
echo "what cpu_us errors" >&2
shot node-hit "$NODE" "$PORT" 0; shot node-forward "$NODE" "$PORT" 1; : >"$RUN/shots"
for _ in $(seq "$ROUNDS"); do
  shot node-hit "$NODE" "$PORT" 0; shot nginx-hit "$nginx_worker" 9002 0
  # The same nginx serves the answers: what that costs is measured apart and taken off.
  shot node-forward "$NODE" "$PORT" 1; shot nginx-both "$nginx_worker" 9003 1; shot nginx-answer "$nginx_worker" 9100 1
done
of() { awk -v name="$1" '$1 == name {print $2}' "$RUN/shots" | median; }
errors=$(awk '{s += $3} END {print s}' "$RUN/shots")
awk -v nh="$(of node-hit)" -v gh="$(of nginx-hit)" -v nf="$(of node-forward)" -v gb="$(of nginx-both)" -v ga="$(of nginx-answer)" -v e="$errors" 'BEGIN {
  printf "hit: node %.1f us, nginx %.1f us, ratio %.2f\n", nh, gh, nh / gh
  printf "forward: node %.1f us, nginx %.1f us, ratio %.2f; errors %d\n", nf, gb - ga, nf / (gb - ga), e}'
