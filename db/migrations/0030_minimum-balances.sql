CREATE TABLE "minimum_balances" (
	"currency" char(3) PRIMARY KEY NOT NULL,
	"minimum" bigint NOT NULL,
	"room" bigint NOT NULL,
	"version" integer NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "minimum_balances_room" CHECK ("minimum_balances"."room" >= 0)
);
