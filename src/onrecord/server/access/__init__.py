"""Who may open the workplace: users with roles, sessions, the throttle on logging in, the gate before every page."""
