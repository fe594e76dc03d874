import { z } from "zod";
import type { FormReply } from "#app/http/forms.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { locales } from "#app/i18n/i18n.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { expect, test } from "#tests/setup/test.ts";

const english = { translate: translator("en") };
function posted(fields: [string, string][]): Request {
  return new Request("http://localhost/", { method: "POST", body: new URLSearchParams(fields) });
}
async function refused(schema: z.ZodType, fields: [string, string][], context = english) {
  const form = await readForm(posted(fields), context, schema);
  if (form.ok) throw new Error("it was taken");
  return { ...(form.reply.data as FormReply).form, status: form.reply.init?.status };
}

const schema = z.object({
  name: z.string().trim().min(1).max(5),
  age: z.coerce.number().min(18).max(99),
  email: z.email(),
  kind: z.enum(["agent", "business"]),
  day: z.iso.date(),
  list: z.uuid(),
  zone: z.string().refine((zone) => zone === "UTC", "accounts:errors.timeZoneUnknown"),
});
const right: [string, string][] = [
  ["name", " Ana "],
  ["age", "30"],
  ["email", "ana@example.test"],
  ["kind", "agent"],
  ["day", "2026-11-16"],
  ["list", "0198c5f2-7a00-7000-8000-000000000001"],
  ["zone", "UTC"],
];

test("a form in order is read", async () => {
  const form = await readForm(posted(right), english, schema);
  expect(form).toMatchObject({ ok: true, value: { name: "Ana", age: 30, kind: "agent" } });
});

test.for([
  ["name", "", "Please fill in this field."],
  ["name", "Anastasia", "Please write at most 5 characters."],
  ["age", "17", "The number must be at least 18."],
  ["age", "100", "The number must be at most 99."],
  ["age", "old", "This value is not of the right kind."],
  ["email", "ana@", "This is not an e-mail address."],
  ["kind", "robot", "Choose one of the list."],
  ["day", "16.11.2026", "Write a date such as 2026-11-23."],
  ["list", "nonsense", "This choice is no longer there. Reload the page."],
  ["zone", "Mars/Olympus", "Choose a time zone of the list."],
] as const)("%s %j: %s", async ([field, value, words]) => {
  const fields = right.map(([name, was]): [string, string] => [name, name === field ? value : was]);
  const { errors, values, status } = await refused(schema, fields);
  expect([status, errors]).toEqual([400, { [field]: [words] }]);
  expect(values).toMatchObject({ day: [field === "day" ? value : "2026-11-16"] });
});

test("an empty form, and a body that is no form, name every field", async () => {
  const { errors } = await refused(schema, []);
  expect(Object.keys(errors).sort()).toEqual(["age", "day", "email", "kind", "list", "name", "zone"]);
  const json = new Request("http://localhost/", {
    method: "POST",
    body: "{",
    headers: { "Content-Type": "application/json" },
  });
  expect((await readForm(json, english, schema)).ok).toBe(false);
});

test.for(locales)("in %s every code of a fault has words of its own", async (locale) => {
  const { errors } = await refused(schema, [["age", "1"]], { translate: translator(locale) });
  for (const words of Object.values(errors).flat()) expect(words).toMatch(/^\p{Lu}[^{}:]+\.$/u);
});

test("passwords and tokens that were typed do not come back", async () => {
  const secret = z.object({ email: z.email(), password: z.string().min(10), currentPassword: z.string(), token: z.string() });
  const { values } = await refused(secret, [
    ["email", "ana@"],
    ["password", "hunter22"],
    ["currentPassword", "hunter21"],
    ["token", "abc"],
  ]);
  expect(values).toEqual({ email: ["ana@"] });
});

test("rows that nobody filled in are left out, and the others close up", async () => {
  const rows = z.object({ languages: z.array(z.object({ language: z.string(), level: z.enum(["A1", "C2"]) })).min(1) });
  const fields: [string, string][] = [
    ["languages[0].language", "pt"],
    ["languages[0].level", "C2"],
    ["languages[1].language", ""],
    ["languages[1].level", "A1"],
    ["languages[2].language", "en"],
    ["languages[2].level", "A1"],
  ];
  expect(await readForm(posted(fields), english, rows)).toMatchObject({
    value: {
      languages: [
        { language: "pt", level: "C2" },
        { language: "en", level: "A1" },
      ],
    },
  });
  expect((await refused(rows, fields.slice(2, 4))).errors).toHaveProperty("languages");
  const wrong = fields.map(([name, value]): [string, string] => [name, name === "languages[2].level" ? "Z9" : value]);
  expect(Object.keys((await refused(rows, wrong)).errors)).toEqual(["languages[1].level"]);
});
