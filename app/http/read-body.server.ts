import type { Request } from "express";

/** After so long without its end a body is given up. */
const READ_WITHIN_MS = 60_000;

/**
 * A request's body as it is, whole. Reading ends at the limit, whatever length was said or not said: express.raw would first read the rest of a body
 * that has none. @param most bytes; @returns null when it is larger. @throws when the sender breaks off, or is not done within a minute
 */
export function readBody(request: Request, most: number): Promise<Buffer | null> {
  if (Number(request.headers["content-length"] ?? 0) > most) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => request.destroy(new Error("the body did not end in time")), READ_WITHIN_MS);
    const done = (act: () => void) => {
      clearTimeout(timer);
      request.off("data", take).off("end", whole).off("error", fail).off("close", broken);
      act();
    };
    const take = (part: Buffer) => {
      size += part.length;
      if (size > most) done(() => resolve(null));
      else parts.push(part);
    };
    const whole = () => done(() => resolve(Buffer.concat(parts)));
    const fail = (error: Error) => done(() => reject(error));
    const broken = () => fail(new Error("the sender broke off"));
    request.on("data", take).on("end", whole).on("error", fail).on("close", broken);
  });
}
