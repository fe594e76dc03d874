/** Parameters of an error's message; the reader's language is applied where it is shown. */
export type ErrorParams = Record<string, string | number>;

/**
 * Something the asker can understand and mend. `key` is a catalogue key ("timesheets:errors.disputed"): it says what is wrong and what
 * to do. The HTTP status is part of the error, so that every route answers alike.
 */
export abstract class DomainError extends Error {
  abstract readonly status: number;
  constructor(
    readonly key: string,
    readonly params: ErrorParams = {},
  ) {
    super(`${key} ${JSON.stringify(params)}`);
    this.name = new.target.name;
  }
}

/** 404: it does not exist, or is somebody else's and the asker is a stranger to it. */
export class NotFound extends DomainError {
  readonly status = 404;
  constructor(key = "errors:notFound", params: ErrorParams = {}) {
    super(key, params);
  }
}

/** 403: the asker belongs here but lacks the permission. */
export class Forbidden extends DomainError {
  readonly status = 403;
  constructor(key = "errors:forbidden", params: ErrorParams = {}) {
    super(key, params);
  }
}

/** 409: it cannot be done in the present state. */
export class Conflict extends DomainError {
  readonly status = 409;
}

/** 400: a field is wrong. `field` is the form's name for it. */
export class Invalid extends DomainError {
  readonly status = 400;
  constructor(
    readonly field: string,
    key: string,
    params: ErrorParams = {},
  ) {
    super(key, params);
  }
}

/** 429: too many attempts. */
export class TooMany extends DomainError {
  readonly status = 429;
  constructor(
    readonly retryAfterSeconds: number,
    key = "errors:tooMany",
  ) {
    super(key, { minutes: Math.ceil(retryAfterSeconds / 60) });
  }
}
