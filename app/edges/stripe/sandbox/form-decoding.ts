import { invalid } from "./stripe-fault.ts";

/** A parameter as it came: text from a form, or any JSON value from a v2 body. */
export type Raw = string | number | boolean | null | Raw[] | { [name: string]: Raw };

/** Decodes Stripe's form encoding: a[b][c]=1, a[]=x, a[0][b]=y (docs.stripe.com/api, "form-encoded request bodies"). */
export function decodeForm(text: string): { [name: string]: Raw } {
  const root: { [name: string]: Raw } = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) {
    const path = pathOf(key);
    let at: { [name: string]: Raw } = root;
    path.forEach((name, depth) => {
      if (depth === path.length - 1) {
        // a[]=x&a[]=y: each takes the next free place.
        at[name === "" ? String(Object.keys(at).length) : name] = value;
        return;
      }
      const next = at[name];
      if (typeof next === "string") throw invalid(`Invalid parameter: ${key}`, { param: key });
      const inner = (next ?? Object.create(null)) as { [name: string]: Raw };
      at[name] = inner;
      at = inner;
    });
  }
  return root;
}

function pathOf(key: string): string[] {
  const open = key.indexOf("[");
  if (open < 0) return [key];
  const inner = key.slice(open);
  if (!/^(\[[^[\]]*\])+$/.test(inner)) throw invalid(`Invalid parameter: ${key}`, { param: key });
  return [key.slice(0, open), ...inner.slice(1, -1).split("][")];
}

/** A list as forms carry it ({"0": x, "1": y}) or as JSON does. */
export function asList(value: Raw): Raw[] | null {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return null;
  const keys = Object.keys(value);
  return keys.every((key) => /^\d+$/.test(key)) ? keys.map((key) => value[key]!) : null;
}
