-- The port behind tests/lib/proxy.py: the proxy ends TLS, so sessions from there count as secure here,
-- but not as encrypted (no channel binding, no second STARTTLS).
local backend = module:get_option_number("balcony_backend_port");

local function trust(event)
	local session = event.origin;
	if not session.secure and session.conn and tonumber(session.conn:serverport()) == backend then
		session.secure = true;
	end
end
module:hook("stream-features", trust, 1000);
