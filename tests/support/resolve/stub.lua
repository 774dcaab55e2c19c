-- A host that is only as much of Resolve as the script needs: `luajit stub.lua SCRIPT PROFILE sandbox|open|bare PRODUCT`.
-- The script finds the globals of the free edition's menu state and no others; with `open`
-- also io and the rest of os, with `bare` nothing of Resolve's.
local script, profile, kind, product = arg[1], arg[2], arg[3], arg[4]
local ffi = require('ffi')
ffi.cdef('int usleep(unsigned int microseconds); int getpid(void);')

-- API objects are userdata: nothing can be listed in them, methods are called by colon.
local function object(methods)
  local made = newproxy(true)
  getmetatable(made).__index = methods
  return made
end

local preferences, writes = {}, 0
local fusion = object({
  SetPrefs = function(_, name, value) preferences[name] = value end,
  SavePrefs = function()
    writes = writes + 1
    local file = assert(io.open(profile .. '.new', 'wb'))
    file:write('{\n\tGlobal = {\n\t\tFirstpass = {\n')
    for name, value in pairs(preferences) do
      file:write(string.format('\t\t\t%s = %q,\n', name:match('[^.]+$'), value))
    end
    file:write(string.format('\t\t},\n\t\tWrites = %d,\n\t},\n}\n', writes))
    file:close()
    assert(os.rename(profile .. '.new', profile))
  end,
})

local function list(things) things.__flags = 4194304 return things end
local function clip(index)
  return object({
    GetName = function() return 'Clip ' .. index end,
    GetStart = function() return 86400 + index end,
    GetDuration = function() if index == 3 then error('no duration') end return 10 * index end,
  })
end
local clips = list({ clip(1), clip(2), clip(3) })
local said = {}
local timeline = object({
  GetName = function() return 'Line "1"\n\\ \0end' end,
  GetItemListInTrack = function(_, which, index) if which == 'video' and index == 1 then return clips end return list({}) end,
  GetMarkers = function() return { [1] = { color = 'Blue', duration = 1 } } end,
  AddTrack = function() return false end,
  SetName = function(_, name) said[#said + 1] = name return true end,
  GetTrackName = function() return said[#said] end,
  GetSetting = function(_, name) return string.rep(name, 1000) end,
  DeleteClips = function(_, items, isLinked) return items[1]:GetName() .. items[2].name .. tostring(isLinked) end,
  GetStartFrame = function() return 23.976 end,
  GetTrackCount = function(_, which) if which == 'hang' then while true do ffi.C.usleep(10000) end end return 2 end,
  GetDuration = function() ffi.C.usleep(1500000) return 7 end,
})
local resolve = object({
  EXPORT_OTIO = 17.0,
  GetProductName = function() return product end,
  GetVersion = function() return list({ 21, 1, 0, 7, '' }) end,
  GetCurrentTimeline = function() return timeline end,
  OpenPage = function(_, page) return page == 17 end,
})

local env = {
  resolve = resolve, fusion = fusion,
  bmd = { wait = function(seconds) ffi.C.usleep(seconds * 1e6) end, getpid = function() return ffi.C.getpid() end },
  os = { clock = os.clock, date = os.date, difftime = os.difftime, getenv = os.getenv, time = os.time, tmpname = os.tmpname },
}
for _, name in ipairs({ 'load', 'loadstring', 'loadfile', 'dofile', 'setfenv', 'getfenv', 'pcall', 'xpcall', 'coroutine', 'bit',
  'error', 'assert', 'type', 'tostring', 'tonumber', 'pairs', 'ipairs', 'next', 'select', 'unpack', 'setmetatable',
  'getmetatable', 'rawget', 'rawset', 'rawequal', 'math', 'string', 'table', 'print' }) do
  env[name] = _G[name]
end
if kind == 'open' then
  env.io, env.os, env.require, env.package, env.debug = io, os, require, package, debug
end
if kind == 'bare' then env.resolve, env.fusion, env.bmd = nil, nil, nil end
env._G = env

io.stdout:setvbuf('no')
setfenv(assert(loadfile(script)), env)()
