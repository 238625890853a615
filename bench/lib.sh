# What the measurements share. Sourced.
EDGEWISE=${EDGEWISE:-$HERE/../edgewise}
RUN=$(mktemp -d)
started=()
clean_up() {
  for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2>/dev/null || true; done
  [ -s "$RUN/nginx.pid" ] && kill "$(cat "$RUN/nginx.pid")" 2>/dev/null
  wait; rm -rf "$RUN"
}
trap clean_up EXIT

need() { for tool; do command -v "$tool" >/dev/null || { echo "needs $tool" >&2; exit 2; }; done; }

# start_nginx LISTEN UPSTREAM_PORT [ANSWER_SERVER]
start_nginx() {
  sed -e "s#@RUN@#$RUN#g" -e "s#@LISTEN@#$1#" -e "s#@PORT@#$2#" -e "s#@ANSWER_SERVER@#${3:-}#" "$HERE/nginx.conf.in" >"$RUN/nginx.conf"
  nginx -c "$RUN/nginx.conf"
  until nginx_worker=$(pgrep -P "$(cat "$RUN/nginx.pid" 2>/dev/null)" 2>/dev/null | head -1) && [ "$nginx_worker" ]; do sleep 0.1; done
}

wait_for_port() {
  for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 0.1; done
  echo "nothing listens on port $1" >&2; exit 1
}

# User and system time of a process, in microseconds; the kernel counts in hundredths of a second.
cpu_us() { awk '{sub(/.*\) /, ""); print ($12 + $13) * 10000}' "/proc/$1/stat"; }

median() { sort -g | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }
