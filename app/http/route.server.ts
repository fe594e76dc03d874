import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import type { Actor, Context } from "#app/domain/accounts/permissions.ts";
import { DomainError, Invalid, NotFound, TooMany } from "#app/kernel/errors.ts";
import { isId } from "#app/kernel/ids.ts";
import { shiftWeek } from "#app/kernel/time.ts";
import { formFailure } from "./forms.server.ts";
import type { LoadContext } from "./load-context.ts";

export interface RouteArgs {
  request: Request;
  params: Record<string, string | undefined>;
  context: LoadContext & { path: string };
  url: URL;
}

/** A loader in which a DomainError becomes an error page with its own status. */
export function loaderOf<T>(load: (args: RouteArgs) => Promise<T> | T) {
  return async (args: LoaderFunctionArgs): Promise<T> => {
    try {
      return await load(routeArgs(args));
    } catch (error) {
      throw asAnswer(error);
    }
  };
}

/**
 * An action in which an Invalid stands beside its field, any other DomainError at the top of the form, with the error's own status;
 * what was typed stays. A NotFound is a page of its own.
 */
export function actionOf<T>(act: (args: RouteArgs) => Promise<T> | T) {
  return async (args: ActionFunctionArgs) => {
    const typed = args.request.clone();
    try {
      return await act(routeArgs(args));
    } catch (error) {
      if (!(error instanceof DomainError) || error instanceof NotFound) throw asAnswer(error);
      const message = args.context.translate(error.key, error.params);
      const errors = error instanceof Invalid ? { [error.field]: [message] } : { "": [message] };
      const headers = error instanceof TooMany ? { "Retry-After": String(error.retryAfterSeconds) } : undefined;
      return formFailure(errors, await typed.formData(), error.status, headers);
    }
  };
}

/**
 * An action that a script of a page asks with fetch. It answers in JSON; what refuses it, the form or a DomainError, comes as `message` with its own status, which
 * a plain fetch does not see of Remix's `data`.
 */
export function scriptActionOf<T extends object>(act: (args: RouteArgs) => Promise<T | ReturnType<typeof formFailure>>) {
  return async (args: ActionFunctionArgs): Promise<Response> => {
    try {
      const answer = await act(routeArgs(args));
      if (!isFailure(answer)) return Response.json(answer);
      const [message] = Object.values(answer.data.form.errors).flat();
      return Response.json({ message }, answer.init ?? undefined);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return Response.json({ message: args.context.translate(error.key, error.params) }, { status: error.status });
    }
  };
}

function isFailure(answer: object): answer is ReturnType<typeof formFailure> {
  return "type" in answer && answer.type === "DataWithResponseInit";
}

/** @throws NotFound unless the parameter is a UUID */
export function id(param: string | undefined): string {
  if (!param || !isId(param)) throw new NotFound();
  return param;
}

/** A day from the address ("2026-11-18"). @throws NotFound unless it is one of the calendar */
export function dateParam(param: string | null | undefined): string {
  if (!param || !/^\d{4}-\d{2}-\d{2}$/.test(param)) throw new NotFound();
  const day = new Date(`${param}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== param) throw new NotFound();
  return param;
}

/** A Monday from the address ("2026-11-16"). @throws NotFound unless it is one */
export function mondayParam(param: string | null | undefined): string {
  const date = dateParam(param);
  if (new Date(`${date}T00:00:00Z`).getUTCDay() !== 1) throw new NotFound();
  return date;
}

/** A month from the address ("2026-11"), without one that of `today`. @throws NotFound unless it is one from 2000 to 2099 */
export function monthParam(param: string | null, today: string): string {
  if (param === null) return today.slice(0, 7);
  if (!/^20\d{2}-(0[1-9]|1[0-2])$/.test(param)) throw new NotFound();
  return param;
}

/** The two weeks that an address compares (`a`, `b`): this one and the one before unless it says so. @throws NotFound unless both are Mondays */
export function comparedWeeks(url: URL, newest: string): [string, string] {
  const week = (name: string) => (url.searchParams.has(name) ? mondayParam(url.searchParams.get(name)) : null);
  const b = week("b") ?? newest;
  return [week("a") ?? shiftWeek(b, -1), b];
}

export function contextOf(actor: Actor, context: Pick<LoadContext, "now">): Context {
  return { actor, now: context.now() };
}

function routeArgs({ request, params, context }: LoaderFunctionArgs): RouteArgs {
  const url = new URL(request.url);
  return { request, params, url, context: { ...context, path: url.pathname.replace(/\.data$/, "") + url.search } };
}

function asAnswer(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  return data({ error: { key: error.key, params: error.params } }, { status: error.status });
}
