#!/bin/bash
# What the node and nginx add to the median of a direct request, with one connection: 2 KB request, 1 KB answer.
# usage: KEY=… bench/latency.sh NODE_PID [ROUNDS=7] [NODE_PORT=8080] [MODEL=chat-large]
# The node forwards MODEL to 127.0.0.1:9100, which this script serves. Needs nginx and wrk. Prints medians in µs.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
NODE=${1:?usage: KEY=… $0 NODE_PID [ROUNDS] [NODE_PORT] [MODEL]} ROUNDS=${2:-7} PORT=${3:-8080}
export KEY MODEL=${4:-chat-large}
. "$HERE/lib.sh"
need nginx wrk curl awk pgrep
kill -0 "$NODE"
words=$(printf 'lorem ipsum %.0s' $(seq 70))
answer='{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"'$words'"},"finish_reason":"stop"}],"usage":{"prompt_tokens":400,"completion_tokens":128,"total_tokens":528}}'
start_nginx 9003 9100 "server { listen 127.0.0.1:9100; default_type application/json; location / { return 200 '$answer'; } }"
shot() { wrk -t1 -c1 -d"${3:-3}s" -s "$HERE/post.lua" "http://127.0.0.1:$2" | awk -v name="$1" '/^RES/ {print name, $2, $3}' | tee -a "$RUN/shots" >&2; }
until curl -sf -o "$RUN/first" "http://127.0.0.1:$PORT/v1/chat/completions" -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -H 'Cache-Control: no-store' \
  -d "{\"model\":\"$MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"; do sleep 0.5; done

echo "server p50_us errors" >&2
for _ in 1 2 3 4 5; do shot node "$PORT"; done; : >"$RUN/shots"
for _ in $(seq "$ROUNDS"); do shot direct 9100; shot nginx 9003; shot node "$PORT"; done
of() { awk -v name="$1" '$1 == name {print $2}' "$RUN/shots" | median; }
errors=$(awk '{s += $3} END {print s}' "$RUN/shots")
direct=$(of direct) nginx=$(of nginx) node=$(of node)
awk -v d="$direct" -v g="$nginx" -v n="$node" -v e="$errors" \
  'BEGIN {printf "direct %d us; added by nginx %d us, by the node %d us; errors %d\n", d, g - d, n - d, e}'
