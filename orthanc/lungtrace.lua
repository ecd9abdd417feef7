-- Announces every stable study to lungtrace. Load it in orthanc.json: "LuaScripts" : [ "/path/to/lungtrace.lua" ],
-- and set two environment variables for Orthanc:
--   LUNGTRACE_URL                   address of lungtrace, http://127.0.0.1:8043 by default
--   LUNGTRACE_NOTIFICATION_SECRET   the same as in lungtrace
--
-- One short attempt: Orthanc waits for the answer, and lungtrace finds a missed study in Orthanc's change feed (ORTHANC_URL)
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
  local sent, problem = pcall(HttpPost, url, body, headers)
  if not sent then
    print('lungtrace could not be notified of study ' .. studyId .. ': ' .. tostring(problem))
  end
end
