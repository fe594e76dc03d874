import { asList, type Raw } from "./form-decoding.ts";
import { invalid } from "./stripe-fault.ts";

/** Reads one parameter, or refuses it by name as Stripe does. `undefined` came in: it was not sent. */
export type Reader<T> = (value: Raw | undefined, path: string) => T;
type Shape = Record<string, Reader<unknown>>;
type ReadOf<S extends Shape> = { [K in keyof S]: ReturnType<S[K]> };

export function textUpTo(length: number): Reader<string | undefined> {
  return (value, path) => {
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw invalid(`Invalid string: ${JSON.stringify(value)}`, { param: path });
    if (value === "")
      throw invalid(`You passed an empty string for '${path}'.`, { code: "parameter_invalid_empty", param: path });
    if (value.length > length) throw invalid(`Invalid string: ${path} must be at most ${length} characters`, { param: path });
    return value;
  };
}

export const text = textUpTo(5000);

export const integer: Reader<number | undefined> = (value, path) => {
  if (value === undefined) return undefined;
  const number =
    typeof value === "number" ? value : typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number))
    throw invalid(`Invalid integer: ${String(value)}`, { code: "parameter_invalid_integer", param: path });
  return number;
};

export const bool: Reader<boolean | undefined> = (value, path) => {
  if (value === undefined) return undefined;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw invalid(`Invalid boolean: ${String(value)}`, { param: path });
};

export const currency: Reader<string | undefined> = (value, path) => {
  const code = text(value, path);
  if (code === undefined) return undefined;
  if (!/^[a-zA-Z]{3}$/.test(code)) throw invalid(`Invalid currency: ${code}.`, { param: path });
  return code.toLowerCase();
};

export const url: Reader<string | undefined> = (value, path) => {
  const address = text(value, path);
  if (address !== undefined && !/^https?:\/\/[^\s]+$/.test(address))
    throw invalid(`Not a valid URL`, { code: "url_invalid", param: path });
  return address;
};

export function oneOf<const T extends string>(...values: T[]): Reader<T | undefined> {
  return (value, path) => {
    if (value === undefined) return undefined;
    const found = values.find((candidate) => candidate === value);
    if (!found) throw invalid(`Invalid ${path}: must be one of ${values.join(", ")}`, { param: path });
    return found;
  };
}

/** An empty string clears the field (null). */
export function clearable<T>(reader: Reader<T | undefined>): Reader<T | null | undefined> {
  return (value, path) => (value === "" || value === null ? null : reader(value, path));
}

export function need<T>(reader: Reader<T | undefined>): Reader<T> {
  return (value, path) => {
    const read = reader(value, path);
    if (read === undefined) throw invalid(`Missing required param: ${path}.`, { code: "parameter_missing", param: path });
    return read;
  };
}

export function list<T>(reader: Reader<T | undefined>): Reader<T[] | undefined> {
  return (value, path) => {
    if (value === undefined) return undefined;
    const values = asList(value);
    if (!values) throw invalid("Invalid array", { param: path });
    return values.map((item, index) => reader(item, `${path}[${index}]`) as T);
  };
}

export function mapOf<T>(reader: Reader<T>): Reader<Record<string, T> | undefined> {
  return (value, path) => {
    if (value === undefined) return undefined;
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid("Invalid object", { param: path });
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, reader(item, `${path}[${name}]`)]));
  };
}

/** Up to 50 keys of 40 characters, values of 500; an empty value removes its key (docs.stripe.com/api/metadata). */
export const metadata: Reader<Record<string, string> | undefined> = (value, path) => {
  if (value === undefined || value === "") return value === "" ? {} : undefined;
  const read = mapOf((item, at) => {
    if (typeof item !== "string" && typeof item !== "number") throw invalid("Metadata values must be strings", { param: at });
    if (String(item).length > 500) throw invalid("Metadata values can have up to 500 characters", { param: at });
    return String(item);
  })(value, path);
  const keys = Object.keys(read ?? {});
  if (keys.length > 50) throw invalid("You can specify up to 50 keys of metadata", { param: path });
  if (keys.some((key) => key.length > 40)) throw invalid("Metadata keys can have up to 40 characters", { param: path });
  return read;
};

/** Refuses every name it does not know. */
export function shape<S extends Shape>(fields: S): Reader<ReadOf<S> | undefined> {
  return (value, path) => {
    if (value === undefined) return undefined;
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid("Invalid object", { param: path });
    const at = (name: string) => (path ? `${path}[${name}]` : name);
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) {
        throw invalid(`Received unknown parameter: ${at(name)}`, { code: "parameter_unknown", param: at(name) });
      }
    }
    return Object.fromEntries(Object.entries(fields).map(([name, read]) => [name, read(value[name], at(name))])) as ReadOf<S>;
  };
}

const range = shape({ gt: integer, gte: integer, lt: integer, lte: integer });
export type Range = (instant: number) => boolean;

/** created=…, or created[gte]=… and so on. */
export const created: Reader<Range | undefined> = (value, path) => {
  if (value === undefined) return undefined;
  if (typeof value !== "object") {
    const exact = integer(value, path);
    return (instant) => instant === exact;
  }
  const { gt, gte, lt, lte } = range(value, path)!;
  return (at) =>
    !(gt !== undefined && at <= gt) &&
    !(gte !== undefined && at < gte) &&
    !(lt !== undefined && at >= lt) &&
    !(lte !== undefined && at > lte);
};

/** What every list takes. */
export const paging = { limit: integer, starting_after: text, ending_before: text };
