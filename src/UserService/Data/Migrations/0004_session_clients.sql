-- What the person's device said it is, shown in the list of their sessions.
ALTER TABLE sessions ADD COLUMN client VARCHAR(200) NULL;
