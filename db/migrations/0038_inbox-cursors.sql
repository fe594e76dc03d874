CREATE TABLE "inbox_cursors" (
	"source" text NOT NULL,
	"account" text NOT NULL,
	"read_until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "inbox_cursors_source_account_pk" PRIMARY KEY("source","account")
);
