-- the server's clock: ages are counted from it
SELECT GETUTCDATE() AS utc_now;
