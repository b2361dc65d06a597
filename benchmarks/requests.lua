-- Sends the requests of a file, one body a line, in random order; tells the outcome as JSON.
-- Arguments: the file, and a number from which the order follows.

local requests = {}

function init(arguments)
  math.randomseed(tonumber(arguments[2]))
  for body in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("POST", nil, nil, body)
  end
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "failed": %d, "p50": %d, "p99": %d}\n',
    summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)
  ))
end
