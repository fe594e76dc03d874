import type { ServerResponse } from "node:http";

/** An outage on demand, for the next `times` requests that match. */
export interface Fault {
  method?: string;
  /** The beginning of a path, "/v1/transfers". */
  path: string;
  times: number;
  /** Answer with this status and an api_error (429: a rate limit); without it and without `drop`, only the delay applies. */
  status?: number;
  /** Close the connection without an answer. */
  drop?: boolean;
  /** Do the work first, then fail: the caller cannot know that it was done. */
  after?: boolean;
  delayMs?: number;
}

export class Faults {
  private planned: Fault[] = [];

  set(faults: Fault[]) {
    this.planned = faults.map((fault) => ({ ...fault }));
  }

  list(): Fault[] {
    return this.planned;
  }

  take(method: string, path: string): Fault | null {
    const fault = this.planned.find(
      (one) => one.times > 0 && path.startsWith(one.path) && (!one.method || one.method === method),
    );
    if (!fault) return null;
    fault.times -= 1;
    this.planned = this.planned.filter((one) => one.times > 0);
    return fault;
  }

  /** @returns false when the fault is only a delay */
  answer(fault: Fault, response: ServerResponse): boolean {
    if (fault.drop) {
      response.destroy();
      return true;
    }
    if (fault.status === undefined) return false;
    const limited = fault.status === 429;
    const error = limited
      ? { code: "rate_limit", type: "rate_limit_error", message: "Request rate limit exceeded." }
      : { type: "api_error", message: "An outage that was asked for." };
    response.writeHead(fault.status, { "content-type": "application/json", "request-id": "req_fault" });
    response.end(JSON.stringify({ error }));
    return true;
  }
}
