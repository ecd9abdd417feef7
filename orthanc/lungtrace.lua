-- Tells lungtrace of every study that became stable. Load it in orthanc.json: "LuaScripts" : [ "/path/to/lungtrace.lua" ],
-- and give Orthanc two environment variables:
--   LUNGTRACE_URL                   where lungtrace listens, http://127.0.0.1:8043 without it
--   LUNGTRACE_NOTIFICATION_SECRET   the same as lungtrace has
--
-- One short try: Orthanc waits for the answer, and lungtrace finds what was missed in Orthanc's change feed (ORTHANC_URL)
-- or with its next query.

local url = (os.getenv('LUNGTRACE_URL') or 'http://127.0.0.1:8043') .. '/api/notifications/orthanc'
local secret = os.getenv('LUNGTRACE_NOTIFICATION_SECRET') or ''

function OnStableStudy(studyId, tags, metadata)
  if tags['StudyInstanceUID'] == nil then
    return
  end
  if SetHttpTimeout then -- newer versions of Orthanc; others have "HttpTimeout" in orthanc.json
    SetHttpTimeout(5)
  end
  local body = DumpJson({ StudyInstanceUID = tags['StudyInstanceUID'] }, true)
  local headers = {
    ['Content-Type'] = 'application/json',
    ['X-Lungtrace-Secret'] = secret
  }
  local told, problem = pcall(HttpPost, url, body, headers)
  if not told then
    print('lungtrace was not told of study ' .. studyId .. ': ' .. tostring(problem))
  end
end
