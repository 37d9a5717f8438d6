-- wait at most five seconds for a lock, then let that query fail
SET LOCK_TIMEOUT 5000;
