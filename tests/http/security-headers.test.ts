import { bodyLimit } from "#app/http/body-limit.server.ts";
import { securityHeaders } from "#app/http/security-headers.server.ts";
import { expect, test } from "#tests/setup/test.ts";
import { givenServer } from "./server.ts";

const given = (env: Parameters<typeof securityHeaders>[0]) =>
  givenServer((app) => {
    app.disable("x-powered-by");
    app.use(securityHeaders(env));
    app.use((_request, response) => void response.send(response.locals.cspNonce));
  });
const policyOf = (header: unknown) =>
  Object.fromEntries(
    String(header)
      .split(";")
      .map((part) => [part.trim().split(" ")[0], part.trim().split(" ").slice(1)]),
  );

test("scripts run only under this answer's nonce, a new one each time", async () => {
  const ask = await given({ PUBLIC_URL: "https://deskhand.example" });
  const [first, second] = [await ask(), await ask()];
  const policy = policyOf(first.headers["content-security-policy"]);
  expect(policy["script-src"]).toEqual(["'self'", "'strict-dynamic'", `'nonce-${first.text}'`]);
  expect(Buffer.from(first.text, "base64")).toHaveLength(16);
  expect(second.text).not.toBe(first.text);
  expect(second.headers["content-security-policy"]).toContain(`'nonce-${second.text}'`);
});

test("nothing is loaded from elsewhere, nothing frames us, no plug-in, no other base", async () => {
  const { headers } = await (await given({ PUBLIC_URL: "https://deskhand.example" }))();
  const policy = policyOf(headers["content-security-policy"]);
  for (const source of ["default-src", "connect-src", "font-src"]) expect(policy[source]).toEqual(["'self'"]);
  expect(policy["img-src"]).toEqual(["'self'", "data:"]);
  expect(policy["frame-ancestors"]).toEqual(["'none'"]);
  expect(policy["object-src"]).toEqual(["'none'"]);
  expect(policy["base-uri"]).toEqual(["'self'"]);
  expect(policy["script-src-attr"]).toEqual(["'none'"]);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("same-origin");
  expect(headers["x-powered-by"]).toBeUndefined();
});

test("forms lead to us and to Stripe's own pages; the sandbox only where there is one", async () => {
  const live = policyOf((await (await given({ PUBLIC_URL: "https://deskhand.example" }))()).headers["content-security-policy"]);
  for (const place of live["form-action"]!) expect(place).toMatch(/^('self'|https:\/\/\w+\.stripe\.com)$/);
  const demo = await (await given({ PUBLIC_URL: "http://localhost:3000", STRIPE_SANDBOX_URL: "http://localhost:4010" }))();
  expect(policyOf(demo.headers["content-security-policy"])["form-action"]).toContain("http://localhost:4010");
});

test("HTTPS is kept where there is HTTPS, and not demanded of a demo on this machine", async () => {
  const { headers: live } = await (await given({ PUBLIC_URL: "https://deskhand.example" }))();
  expect(live["strict-transport-security"]).toMatch(/max-age=\d{8}/);
  expect(live["content-security-policy"]).toContain("upgrade-insecure-requests");
  const { headers: demo } = await (await given({ PUBLIC_URL: "http://localhost:3000" }))();
  expect(demo["strict-transport-security"]).toBeUndefined();
  expect(demo["content-security-policy"]).not.toContain("upgrade-insecure-requests");
});

test("a form that is too large, or does not say how large it is, is refused before it is read", async () => {
  const ask = await givenServer((app) => {
    app.use(bodyLimit());
    app.use((_request, response) => void response.send("done"));
  });
  const form = { method: "POST", path: "/" };
  expect((await ask({ ...form, body: "name=Ana" })).status).toBe(200);
  expect((await ask()).status).toBe(200);
  expect((await ask({ ...form, headers: { "content-length": "1000001" } })).status).toBe(413);
  expect((await ask({ ...form, headers: { "transfer-encoding": "chunked" }, body: "name=Ana" })).status).toBe(411);
});
