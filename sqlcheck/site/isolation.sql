-- take no locks that a site server would wait for
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
