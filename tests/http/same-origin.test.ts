import { sameOrigin } from "#app/http/same-origin.server.ts";
import { expect, test } from "#tests/setup/test.ts";
import { givenServer } from "./server.ts";

const ours = { host: "deskhand.example" };
const write = { method: "POST", path: "/business/members" };
const given = () =>
  givenServer((app) => {
    app.use(sameOrigin("https://deskhand.example"));
    app.use((_request, response) => void response.send("done"));
  });

test.for([
  ["our own page", { "sec-fetch-site": "same-origin" }],
  ["the address bar", { "sec-fetch-site": "none" }],
  ["an older browser on our page", { origin: "https://deskhand.example" }],
  ["an older browser that tells only the page", { referer: "https://deskhand.example/business" }],
  ["a program with a token and no cookie", { authorization: "Bearer dh_x" }],
] as const)("a form from %s passes", async ([, headers]) => {
  const ask = await given();
  expect((await ask({ ...write, headers: { ...ours, ...headers } })).status).toBe(200);
});

test.for([
  ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
  ["a neighbour under the same name", { "sec-fetch-site": "same-site", origin: "https://evil.deskhand.example" }],
  ["another site that lies about its origin", { "sec-fetch-site": "cross-site", origin: "https://deskhand.example" }],
  ["an older browser on another site", { origin: "https://evil.example" }],
  ["a site whose name begins like ours", { origin: "https://deskhand.example.evil.example" }],
  ["a frame without an origin", { origin: "null" }],
  ["nobody knows where", {}],
  [
    "another site with a token beside the cookie",
    { authorization: "Bearer x", cookie: "session=y", "sec-fetch-site": "cross-site" },
  ],
] as const)("a form from %s is refused, in words", async ([, headers]) => {
  const ask = await given();
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const answer = await ask({ ...write, method, headers: { ...ours, ...headers } });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("another site");
  }
});

test("reading is open from anywhere, and so are webhooks: they are signed", async () => {
  const ask = await given();
  const headers = { ...ours, "sec-fetch-site": "cross-site", origin: "https://evil.example" };
  expect((await ask({ path: "/business", headers })).status).toBe(200);
  expect((await ask({ method: "POST", path: "/webhooks/stripe", headers })).status).toBe(200);
});
