import fs from "node:fs";
import { createServer, type IncomingHttpHeaders, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { sharedPath } from "#tests/setup/needs.ts";

/** As much of an OpenAPI 3.0 schema as Stripe's description uses. */
interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  maxLength?: number;
  "x-alwaysPresent"?: string[];
  "x-openEnum"?: boolean;
  "x-eventObjects"?: Record<string, string>;
}
interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content: Record<string, { schema: Schema }> }>;
}
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

type Side = "form" | "json" | "response";
/** Where, and what is wrong there. */
type Finding = [at: string, what: string];

export interface Exchange {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  status: number;
  answer: string;
}

/**
 * Judges both sides of a conversation with Stripe by the published description of its API: what our code sends, and what the sandbox
 * answers. It shares no code with the sandbox.
 */
export class StripeJudge {
  private readonly paths: { pattern: RegExp; template: string; operations: Record<string, Operation> }[];
  /** "POST /v1/customers", each operation that was judged. */
  readonly seen = new Set<string>();
  readonly faults: string[] = [];
  private constructor(private readonly description: Description) {
    this.paths = Object.entries(description.paths)
      .map(([template, operations]) => ({
        template,
        operations,
        pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
      }))
      // A path without a variable is nearer than one with: /v1/invoices/upcoming before /v1/invoices/{id}.
      .sort((a, b) => a.template.split("{").length - b.template.split("{").length);
  }

  /** Null where the description is not on this machine; the reason is printed. */
  static open(): StripeJudge | null {
    const folder = sharedPath("stripe");
    if (!folder) return null;
    return new StripeJudge(JSON.parse(fs.readFileSync(path.join(folder, "stripe-openapi-subset.json"), "utf8")) as Description);
  }

  judge(exchange: Exchange): string[] {
    const url = new URL(exchange.url, "http://stripe.invalid");
    const found = this.paths.find((one) => one.pattern.test(url.pathname) && one.operations[exchange.method.toLowerCase()]);
    const name = `${exchange.method} ${found?.template ?? url.pathname}`;
    const faults: string[] = [];
    const note = (side: string, findings: Finding[]) =>
      faults.push(...findings.map(([at, what]) => `${name} ${side} ${at}: ${what}`));
    if (!found) {
      // Refusing an unknown address is right; answering one is not.
      if (exchange.status < 400) faults.push(`${name}: there is no such operation, and it was answered`);
    } else {
      this.seen.add(name);
      const operation = found.operations[exchange.method.toLowerCase()]!;
      const answer = JSON.parse(exchange.answer);
      // A request that was refused may well be wrong: then the refusal is the right answer.
      if (exchange.status < 400) note("request", this.judgeRequest(operation, url, exchange));
      const schema = operation.responses[exchange.status < 400 ? "200" : "default"]!.content["application/json"]!.schema;
      note(`answer ${exchange.status}`, this.check(schema, answer, "", "response"));
      if (exchange.status < 400 && answer.error) faults.push(`${name}: an error envelope with status ${exchange.status}`);
    }
    this.faults.push(...faults);
    return faults;
  }

  /** A v1 event, its object included; as it comes in a webhook. */
  judgeEvent(event: { type: string }): string[] {
    const findings = this.check({ $ref: "#/components/schemas/event" }, event, "", "response");
    return findings.map(([at, what]) => `event ${event.type} ${at}: ${what}`);
  }

  private judgeRequest(operation: Operation, url: URL, exchange: Exchange): Finding[] {
    const known = (operation.parameters ?? []).filter((one) => one.in === "query");
    const query: Schema = {
      type: "object",
      properties: Object.fromEntries(known.map((one) => [one.name, one.schema])),
      required: known.filter((one) => one.required).map((one) => one.name),
    };
    const asked = decode(url.search.slice(1));
    // What stands in next_page_url is Stripe's own word and in no description.
    if (url.pathname.startsWith("/v2/")) delete asked.page;
    const findings = this.check(query, asked, "?", "form");
    const contents = operation.requestBody?.content ?? {};
    const type = Object.keys(contents)[0];
    if (exchange.method === "GET" || !type) return findings;
    const came = exchange.headers["content-type"];
    if (exchange.body && !came?.startsWith(type)) findings.push(["content-type", `is ${came}, not ${type}`]);
    const json = type === "application/json";
    const body = json ? JSON.parse(exchange.body || "{}") : decode(exchange.body);
    return [...findings, ...this.check(contents[type]!.schema, body, "", json ? "json" : "form")];
  }

  private resolve(schema: Schema): Schema {
    return schema.$ref ? this.description.components.schemas[schema.$ref.split("/").at(-1)!]! : schema;
  }

  private check(given: Schema, value: unknown, at: string, side: Side): Finding[] {
    const schema = this.resolve(given);
    if (value === null) return given.nullable || schema.nullable ? [] : [[at, "is null"]];
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return this.checkChoices(choices, value, at, side);
    if (schema.type === "object") return this.checkObject(schema, value, at, side);
    if (schema.type === "array") return this.checkList(schema, value, at, side);
    const told = JSON.stringify(value);
    if (!isOfType(schema.type, value, side)) return [[at, `${told} is no ${schema.type}`]];
    if (schema.enum && !schema["x-openEnum"] && !schema.enum.includes(value))
      return [[at, `${told} is none of ${schema.enum.slice(0, 12).join(", ")}`]];
    if (schema.maxLength && String(value).length > schema.maxLength) return [[at, `is longer than ${schema.maxLength}`]];
    return [];
  }

  /** One choice must fit; for objects with an `object` field, the one of that name is judged so that its faults are told. */
  private checkChoices(choices: Schema[], value: unknown, at: string, side: Side): Finding[] {
    const named = choices.find((choice) =>
      this.resolve(choice).properties?.object?.enum?.includes((value as { object?: string })?.object),
    );
    if (named) return this.check(named, value, at, side);
    const tried = choices.map((choice) => this.check(choice, value, at, side));
    return tried.reduce((nearest, next) => (next.length < nearest.length ? next : nearest));
  }

  private checkList(schema: Schema, value: unknown, at: string, side: Side): Finding[] {
    const items = side === "form" && typeof value === "object" ? Object.values(value as object) : value;
    if (!Array.isArray(items)) return [[at, "is no list"]];
    return items.flatMap((item, index) => this.check(schema.items ?? {}, item, `${at}[${index}]`, side));
  }

  private checkObject(schema: Schema, value: unknown, at: string, side: Side): Finding[] {
    if (typeof value !== "object" || Array.isArray(value)) return [[at, `${JSON.stringify(value)} is no object`]];
    const object = value as Record<string, unknown>;
    const { properties, additionalProperties: others } = schema;
    const where = (name: string) => (at ? `${at}.${name}` : name);
    const always = side === "response" ? (schema["x-alwaysPresent"] ?? []) : [];
    const absent = [...(schema.required ?? []), ...always].filter((name) => !Object.hasOwn(object, name));
    const findings: Finding[] = absent.map((name) => [where(name), "is missing"]);
    for (const [name, inner] of Object.entries(object)) {
      const known = properties?.[name];
      if (schema["x-eventObjects"] && name === "data") {
        findings.push(...this.checkEventObject(schema["x-eventObjects"][object.type as string], object, side));
      } else if (known) findings.push(...this.check(known, inner, where(name), side));
      else if (typeof others === "object") findings.push(...this.check(others, inner, where(name), side));
      else if (properties && others !== true) findings.push([where(name), "is not in the description"]);
    }
    return findings;
  }

  private checkEventObject(carried: string | undefined, event: Record<string, unknown>, side: Side): Finding[] {
    if (!carried) return [["type", `${String(event.type)} is no type of event`]];
    if (!this.description.components.schemas[carried]) return [];
    return this.check(
      { $ref: `#/components/schemas/${carried}` },
      (event.data as { object: unknown }).object,
      "data.object",
      side,
    );
  }
}

function isOfType(type: string | undefined, value: unknown, side: Side): boolean {
  const form = side === "form";
  if (type === "string") return typeof value === "string";
  if (type === "integer") return form ? /^-?\d+$/.test(String(value)) : Number.isSafeInteger(value);
  if (type === "number") return form ? !Number.isNaN(Number(value)) : typeof value === "number";
  if (type === "boolean") return form ? value === "true" || value === "false" : typeof value === "boolean";
  return true;
}

/** Form fields as a tree: a[b][]=1. The judge's own reading of the format. */
function decode(form: string): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [key, value] of new URLSearchParams(form)) {
    const names = key.replaceAll("]", "").split("[");
    const last = names.pop()!;
    let at = root;
    for (const name of names) {
      at[name] ??= {};
      at = at[name] as Record<string, unknown>;
    }
    at[last || Object.keys(at).length] = value;
  }
  return root;
}

/**
 * A recording proxy before the sandbox that judges everything that passes. Without the description it only forwards.
 * @param target the sandbox's address
 */
export async function startStripeJudge(target: string) {
  const judge = StripeJudge.open();
  const { hostname, port } = new URL(target);
  const server = createServer(async (incoming, outgoing) => {
    const body = await read(incoming);
    const call = send(
      { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      async (answered) => {
        const answer = await read(answered);
        const url = incoming.url ?? "/";
        if (judge && /^\/v[12]\//.test(url)) {
          judge.judge({
            method: incoming.method ?? "GET",
            url,
            headers: incoming.headers,
            body,
            status: answered.statusCode ?? 0,
            answer,
          });
        }
        outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
        outgoing.end(answer);
      },
    );
    call.on("error", () => outgoing.destroy());
    call.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    judge,
    /** Everything found so far, each once. */
    faults: () => [...new Set(judge?.faults ?? [])],
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function read(stream: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
