-- One schema and one account of the same name for each service; the account reaches its own schema only.
-- Safe to run again. @SCHEMA@ and @PASSWORD@ are filled in by the caller.
CREATE SCHEMA IF NOT EXISTS `@SCHEMA@` CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '@SCHEMA@'@'%' IDENTIFIED BY '@PASSWORD@';
ALTER USER '@SCHEMA@'@'%' IDENTIFIED BY '@PASSWORD@';
GRANT ALL PRIVILEGES ON `@SCHEMA@`.* TO '@SCHEMA@'@'%';
