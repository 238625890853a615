-- wrk: POSTs one chat completion again and again, past every cache unless NOSTORE is 0; prints the median in microseconds,
-- the errors and the requests.
wrk.method = "POST"
wrk.path = "/v1/chat/completions"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. (os.getenv("KEY") or "none")
if os.getenv("NOSTORE") ~= "0" then wrk.headers["Cache-Control"] = "no-store" end
wrk.body = '{"model":"' .. (os.getenv("MODEL") or "m") .. '","messages":[{"role":"user","content":"'
  .. string.rep("lorem ipsum ", 160) .. '"}],"temperature":0,"max_tokens":128}'
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RES %d %d %d\n", latency:percentile(50), e.connect + e.read + e.write + e.timeout + e.status, summary.requests))
end
