import path from "node:path";
import { z } from "zod";

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const schema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    PORT: z.coerce.number("must be a port number").int().min(1).max(65_535).default(3000),
    HOST: optional(z.string()),
    PUBLIC_URL: optional(z.url({ protocol: /^https?$/, error: "must be an http(s) address such as https://deskhand.example" })),
    DATA_DIR: optional(z.string()),
    DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// address" })),
    DATABASE_SOCKET: optional(z.string()),
    REDIS_URL: optional(z.url({ protocol: /^rediss?$/, error: "must be a redis:// address" })),
    STRIPE_SECRET_KEY: optional(z.string().regex(/^(sk|rk)_(test|live)_\w+$/, "must look like sk_test_... or sk_live_...")),
    STRIPE_WEBHOOK_SECRET: optional(z.string().startsWith("whsec_", "must start with whsec_")),
    STRIPE_CONNECT_WEBHOOK_SECRET: optional(z.string().startsWith("whsec_", "must start with whsec_")),
    STRIPE_V2_WEBHOOK_SECRET: optional(z.string().startsWith("whsec_", "must start with whsec_")),
    STRIPE_SANDBOX_URL: optional(z.url({ protocol: /^http$/, error: "must be the http address of the local sandbox" })),
    STRIPE_CALLS_PER_SECOND: optional(z.coerce.number("must be a number of calls").int().min(1).max(1000)),
    FIELD_ENCRYPTION_KEY: optional(
      z
        .string()
        .refine(
          (setting) => setting.split(",").every((key) => Buffer.from(key.trim(), "base64").length === 32),
          "must be 32 bytes in base64 (openssl rand -base64 32); older keys follow after a comma",
        ),
    ),
    S3_ENDPOINT: optional(
      z.url({ protocol: /^https?$/, error: "must be an http(s) address such as https://s3.eu-west-3.amazonaws.com" }),
    ),
    S3_REGION: optional(z.string().regex(/^[a-z0-9-]+$/, "must be a region such as eu-west-3")),
    S3_BUCKET: optional(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket")),
    S3_ACCESS_KEY_ID: optional(z.string()),
    S3_SECRET_ACCESS_KEY: optional(z.string()),
    SMTP_URL: optional(z.url({ protocol: /^smtps?$/, error: "must be an smtp:// address" })),
    MAIL_FROM: z.string().default("Deskhand <hello@deskhand.example>"),
    DEMO: optional(z.enum(["0", "1"], "must be 0 or 1")),
    COUNT_QUERIES: optional(z.enum(["0", "1"], "must be 0 or 1")),
    LOG_LEVEL: optional(z.enum(["trace", "debug", "info", "warn", "error", "silent"])),
  })
  .superRefine((env, problems) => {
    const fail = (name: string, message: string) => problems.addIssue({ code: "custom", path: [name], message });
    if (env.DEMO === "1" && env.STRIPE_SECRET_KEY)
      fail("DEMO", "cannot be 1 together with STRIPE_SECRET_KEY: a demo must never reach real money");
    const s3 = ["S3_ENDPOINT", "S3_REGION", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;
    const first = s3.find((name) => env[name]);
    if (first) for (const name of s3) if (!env[name]) fail(name, `is needed with ${first}: the store of files needs all five`);
    if (env.STRIPE_SECRET_KEY) {
      for (const name of ["STRIPE_WEBHOOK_SECRET", "STRIPE_CONNECT_WEBHOOK_SECRET", "STRIPE_V2_WEBHOOK_SECRET"] as const) {
        if (!env[name]) fail(name, "is needed with STRIPE_SECRET_KEY");
      }
      if (!env.FIELD_ENCRYPTION_KEY)
        fail("FIELD_ENCRYPTION_KEY", "is needed with STRIPE_SECRET_KEY: tax numbers of real people are kept sealed");
      if (!env.PUBLIC_URL) fail("PUBLIC_URL", "is needed with STRIPE_SECRET_KEY: Stripe sends people back to it");
    }
  });

export type Env = Omit<z.infer<typeof schema>, "PUBLIC_URL" | "DATA_DIR"> & {
  PUBLIC_URL: string;
  DATA_DIR: string;
  demo: boolean;
};

/** Every fault of the environment at once, each with its name. */
export class EnvironmentError extends Error {}

/**
 * Reads the environment once, at start. Demo mode (product.md): embedded database and no STRIPE_SECRET_KEY, or DEMO=1.
 * @param root the project's folder, for the default DATA_DIR
 */
export function parseEnv(source: NodeJS.ProcessEnv, root: string): Env {
  const parsed = schema.safeParse(source);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new EnvironmentError(`The environment has ${faults.length} fault(s); see .env.example:\n${faults.join("\n")}`);
  }
  const env = parsed.data;
  return {
    ...env,
    PUBLIC_URL: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, ""),
    DATA_DIR: path.resolve(root, env.DATA_DIR ?? ".data"),
    demo: env.DEMO === "1" || (env.DEMO !== "0" && !env.DATABASE_URL && !env.STRIPE_SECRET_KEY),
  };
}
