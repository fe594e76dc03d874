import type { LoaderFunctionArgs } from "@remix-run/node";
import type { Viewer } from "#app/domain/accounts/viewer.ts";
import { requireAgent, requireMember, requireStaff, requireViewer } from "#app/http/guards.server.ts";
import { pageOf, pagesOf } from "#app/http/pagination.ts";
import { actionOf, id, loaderOf, mondayParam } from "#app/http/route.server.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { Conflict, Forbidden, Invalid, NotFound, TooMany } from "#app/kernel/errors.ts";
import { expect, test } from "#tests/setup/test.ts";

const args = (fields: Record<string, string> = {}) =>
  ({
    request: new Request("http://localhost/business/x.data?page=2", { method: "POST", body: new URLSearchParams(fields) }),
    params: {},
    context: { translate: translator("en") },
  }) as unknown as LoaderFunctionArgs;
interface Reply {
  data: { form?: { errors: Record<string, string[]>; values: Record<string, string[]> }; error?: { key: string } };
  init: { status: number; headers?: Record<string, string> };
}

test.for([
  [new Invalid("email", "accounts:errors.emailTaken"), 400, "email"],
  [new Invalid("", "accounts:errors.signInFailed"), 400, ""],
  [new Conflict("accounts:errors.lastOwner"), 409, ""],
  [new Forbidden(), 403, ""],
  [new TooMany(90, "accounts:errors.tooManyAttempts"), 429, ""],
] as const)(
  "an action refused with %s answers with its status, beside its field, what was typed stays",
  async ([error, status, field]) => {
    const act = actionOf(() => {
      throw error;
    });
    const { data, init } = (await act(args({ email: "ana@example.test", password: "secret" }))) as unknown as Reply;
    expect(init.status).toBe(status);
    expect(Object.keys(data.form!.errors)).toEqual([field]);
    expect(data.form!.errors[field]![0]).not.toContain(":");
    expect(data.form!.values).toEqual({ email: ["ana@example.test"] });
    expect(init.headers?.["Retry-After"]).toBe(error instanceof TooMany ? "90" : undefined);
  },
);

test("what is not there is a page of its own, in a form too; what we did not foresee stays an error", async () => {
  const missing = async () => {
    throw new NotFound("accounts:errors.invitationDead");
  };
  for (const ask of [loaderOf(missing), actionOf(missing)]) {
    const thrown = (await Promise.resolve(ask(args())).catch((error: unknown) => error)) as Reply;
    expect([thrown.init.status, thrown.data.error!.key]).toEqual([404, "accounts:errors.invitationDead"]);
  }
  const broken = new RangeError("broken");
  await expect(
    loaderOf(() => {
      throw broken;
    })(args()),
  ).rejects.toBe(broken);
});

test("a loader is given the address that a reader sees", async () => {
  const seen = await loaderOf(({ context, url }) => [context.path, url.searchParams.get("page")])(args());
  expect(seen).toEqual(["/business/x?page=2", "2"]);
});

const person = { id: "u", name: "U", businesses: [], businessId: null, staffRoles: [] } as unknown as Viewer;
const as = (viewer: Partial<Viewer> | null) => ({
  viewer: viewer && ({ ...person, ...viewer } as Viewer),
  path: "/business/bills?page=2",
});
const lumen = { id: "b1", name: "Lumen", role: "viewer", timeZone: "UTC" } as const;
const other = { id: "b2", name: "Other", role: "owner", timeZone: "UTC" } as const;

test("the signed-out are sent to sign in, and back afterwards", () => {
  for (const guard of [requireViewer, requireAgent, requireMember, requireStaff]) {
    try {
      guard(as(null));
      throw new Error("let in");
    } catch (answer) {
      expect((answer as Response).headers.get("location")).toBe("/auth/sign-in?next=%2Fbusiness%2Fbills%3Fpage%3D2");
    }
  }
});

test("each area is for its own people, and tells the others so", () => {
  const [agent, member, staff] = [
    as({ kind: "agent" }),
    as({ kind: "member", businesses: [lumen, other], businessId: "b2" }),
    as({ kind: "staff", staffRoles: ["operator"] }),
  ];
  expect(requireAgent(agent).agentId).toBe("u");
  expect(requireMember(member)).toMatchObject({ businessId: "b2", business: { name: "Other" } });
  expect(requireStaff(staff).actor).toMatchObject({ kind: "staff", roles: ["operator"] });
  for (const one of [member, staff]) expect(() => requireAgent(one)).toThrow("errors:area.agent");
  for (const one of [agent, staff]) expect(() => requireMember(one)).toThrow("errors:area.business");
  for (const one of [agent, member]) expect(() => requireStaff(one)).toThrow("errors:area.desk");
  expect(() => requireStaff(staff, "platform_finance")).toThrow("errors:area.deskRole");
  expect(() => requireMember(as({ kind: "member" }))).toThrow("errors:area.noTeam");
});

test("ids, Mondays and pages of an address", () => {
  expect(id("0198c5f2-7a00-7000-8000-000000000001")).toBe("0198c5f2-7a00-7000-8000-000000000001");
  for (const bad of [undefined, "", "1", "0198c5f2-7a00-7000-8000-00000000000g", "'; drop table users; --"])
    expect(() => id(bad)).toThrow(NotFound);
  expect(mondayParam("2026-11-16")).toBe("2026-11-16");
  for (const bad of [null, "", "2026-11-17", "2026-02-30", "16.11.2026", "2026-11-16T00:00"])
    expect(() => mondayParam(bad)).toThrow(NotFound);
  const page = (search: string) => pageOf(new URL(`http://localhost/${search}`));
  expect(["", "?page=3", "?page=0", "?page=-1", "?page=1.5", "?page=x", "?page=1e9"].map(page)).toEqual([1, 3, 1, 1, 1, 1, 1]);
  expect([pagesOf(0, 30), pagesOf(30, 30), pagesOf(31, 30)]).toEqual([1, 1, 2]);
});
