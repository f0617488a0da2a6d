-- What 200 operators ask, for wrk: `wrk -s load.lua URL -- FILE KIND THREADS`. Each line of FILE is an operator: the
-- token of the session, tickets that are seen, tickets that wait in the queue, and a colleague, between blanks;
-- tickets between commas. KIND is page, one, count, or mix: of ten requests four are a page of 50, three one ticket, two
-- a count, and one a command, which takes a ticket out of the queue or passes on what was taken.

local started = 0

function setup(thread)
  thread:set("number", started)
  started = started + 1
end

local function split(text)
  local all = {}
  for one in text:gmatch("[^,]+") do
    all[#all + 1] = one
  end
  return all
end

function init(args)
  kind = args[2]
  operators = {}
  at = 0
  local line_number = 0
  for line in io.lines(args[1]) do
    -- Each thread has its own.
    if line_number % tonumber(args[3]) == number then
      local token, seen, waiting, colleague = line:match("(%S+) (%S+) (%S+) (%S+)")
      operators[#operators + 1] = {
        headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" },
        seen = split(seen),
        waiting = split(waiting),
        transfer = '{"command":"transfer","to":"' .. colleague .. '"}',
        turn = line_number,
      }
    end
    line_number = line_number + 1
  end
end

local function page(me)
  return wrk.format("GET", "/tickets?limit=50", me.headers)
end

local function one(me)
  return wrk.format("GET", "/tickets/" .. me.seen[me.turn % #me.seen + 1], me.headers)
end

local function count(me)
  return wrk.format("GET", "/tickets/count", me.headers)
end

local function command(me)
  if me.taken then
    local mine = me.taken
    me.taken = nil
    return wrk.format("POST", "/tickets/" .. mine, me.headers, me.transfer)
  end
  me.taken = table.remove(me.waiting)
  -- The queue that he was told of is through.
  if not me.taken then
    return page(me)
  end
  return wrk.format("POST", "/tickets/" .. me.taken, me.headers, '{"command":"take"}')
end

local mix = { page, page, page, page, one, one, one, count, count, command }
local kinds = { page = page, one = one, count = count }

function request()
  at = at % #operators + 1
  local me = operators[at]
  me.turn = me.turn + 1
  return (kinds[kind] or mix[me.turn % 10 + 1])(me)
end

-- For whoever reads it as a program: requests, refused, broken, seconds, p50 and p99 in milliseconds.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("done %d %d %d %.3f %.3f %.3f\n", summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
