import { parseWithZod } from "@conform-to/zod/v4";
import { data } from "@remix-run/node";
import type { output, ZodType } from "zod";
import type { $ZodIssue } from "zod/v4/core";
import type { LoadContext } from "./load-context.ts";

/** What a refused form answers with; the kit's Form shows it. "" holds what is wrong with the form as a whole. */
export interface FormReply {
  form: { errors: Record<string, string[]>; values: Record<string, string[]> };
}

type Read<T> = { ok: true; value: T } | { ok: false; reply: ReturnType<typeof formFailure> };

/** Never sent back to the page: whoever typed it types it again. */
const secret = /password|token|taxId|birthDate/i;

/**
 * Reads a posted form against a schema: nested names ("languages[0].level"), each problem in the reader's language beside its field.
 * An issue's message that is a catalogue key ("roles:errors.hours") is translated with the issue's params; others by their code.
 */
export async function readForm<S extends ZodType>(
  request: Request,
  context: Pick<LoadContext, "translate">,
  schema: S,
): Promise<Read<output<S>>> {
  const form = withoutEmptyRows(await request.formData().catch(() => new FormData()));
  const submission = parseWithZod(form, {
    schema,
    formatError: (issues: $ZodIssue[]) => issues.map((issue) => explain(issue, context)),
  });
  if (submission.status === "success") return { ok: true, value: submission.value as output<S> };
  const errors: Record<string, string[]> = {};
  for (const [field, messages] of Object.entries(submission.error ?? {})) if (messages) errors[field] = messages as string[];
  return { ok: false, reply: formFailure(errors, form, 400) };
}

/** Repeated rows ("languages[0].language") whose first field is empty are places nobody used: they are left out and the others close up. */
function withoutEmptyRows(form: FormData): FormData {
  const kept = new FormData();
  const rows = new Map<string, Map<string, number | null>>();
  for (const [name, typed] of form) {
    // PostgreSQL keeps no zero bytes in text, and no keyboard writes them.
    const value = typeof typed === "string" ? typed.replaceAll("\u0000", "") : typed;
    const [, list, index, rest] = /^(\w+)\[(\d+)\](.*)$/.exec(name) ?? [];
    if (list === undefined || index === undefined) {
      kept.append(name, value);
      continue;
    }
    const places = rows.get(list) ?? new Map<string, number | null>();
    rows.set(list, places);
    if (!places.has(index))
      places.set(index, value === "" ? null : [...places.values()].filter((place) => place !== null).length);
    const place = places.get(index);
    if (place !== null) kept.append(`${list}[${place}]${rest}`, value);
  }
  return kept;
}

export function formFailure(errors: Record<string, string[]>, typed: FormData, status: number, headers?: HeadersInit) {
  const values: Record<string, string[]> = {};
  for (const [name, value] of typed) {
    if (typeof value !== "string" || secret.test(name)) continue;
    values[name] = [...(values[name] ?? []), value];
  }
  return data<FormReply>({ form: { errors, values } }, { status, headers });
}

const key = /^[a-z-]+:[\w.]+$/;

/** The words for a zod issue: what is wrong and what to do. */
export function explain(issue: $ZodIssue, { translate }: Pick<LoadContext, "translate">): string {
  const params: Record<string, unknown> = { ...("params" in issue ? issue.params : {}) };
  for (const name of ["minimum", "maximum", "divisor"] as const)
    if (name in issue) params[name] = Number((issue as unknown as Record<string, unknown>)[name]);
  if (issue.message && key.test(issue.message)) return translate(issue.message, params);
  if ("input" in issue && issue.input === undefined) return translate("errors:required");
  if (issue.code === "invalid_type")
    return translate(issue.message?.endsWith("received undefined") ? "errors:required" : "errors:zod.invalid_type");
  if (issue.code === "too_small" || issue.code === "too_big") {
    if (issue.code === "too_small" && issue.origin === "string" && issue.minimum === 1) return translate("errors:required");
    const origin = ["string", "array"].includes(issue.origin) ? issue.origin : "number";
    return translate(`errors:zod.${issue.code}.${origin}`, params);
  }
  if (issue.code === "invalid_format") {
    const format = ["email", "url", "uuid", "date"].includes(issue.format) ? issue.format : "regex";
    return translate(`errors:zod.invalid_format.${format}`);
  }
  if (issue.code === "invalid_value" || issue.code === "invalid_union") return translate("errors:zod.invalid_value");
  return translate("errors:zod.custom");
}
