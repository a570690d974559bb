-- One schema for each service, and two accounts that reach no other: the service's own, of the schema's name, reads and writes rows; as the
-- other one, the owner, migrations run (docs/adr/0023). Safe to run again, also where the service's account was the owner before.
-- What stands between at signs is filled in by the caller.
CREATE SCHEMA IF NOT EXISTS `@SCHEMA@` CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '@SCHEMA@_owner'@'%' IDENTIFIED BY '@OWNER_PASSWORD@';
ALTER USER '@SCHEMA@_owner'@'%' IDENTIFIED BY '@OWNER_PASSWORD@';
GRANT ALL PRIVILEGES ON `@SCHEMA@`.* TO '@SCHEMA@_owner'@'%';
CREATE USER IF NOT EXISTS '@SCHEMA@'@'%' IDENTIFIED BY '@PASSWORD@';
ALTER USER '@SCHEMA@'@'%' IDENTIFIED BY '@PASSWORD@';
GRANT SELECT, INSERT, UPDATE, DELETE ON `@SCHEMA@`.* TO '@SCHEMA@'@'%';
-- What an account from before owners has more goes one by one, so that at no moment the rights above are missing. First it is granted: MySQL
-- refuses to take what somebody does not have.
GRANT CREATE, DROP, ALTER, INDEX, REFERENCES, TRIGGER, EVENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EXECUTE,
  CREATE TEMPORARY TABLES, LOCK TABLES ON `@SCHEMA@`.* TO '@SCHEMA@'@'%';
REVOKE CREATE, DROP, ALTER, INDEX, REFERENCES, TRIGGER, EVENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EXECUTE,
  CREATE TEMPORARY TABLES, LOCK TABLES ON `@SCHEMA@`.* FROM '@SCHEMA@'@'%';
