import { Form as RemixForm, useActionData, useNavigation } from "@remix-run/react";
import { createContext, type ReactNode, useContext, useEffect, useId, useRef } from "react";
import { twMerge } from "tailwind-merge";
import { type Money, toMajor } from "#app/kernel/money.ts";

interface Refused {
  errors: Record<string, string[]>;
  values: Record<string, string[]>;
}
const RefusedContext = createContext<Refused>({ errors: {}, values: {} });

interface FormProps {
  method?: "get" | "post";
  action?: string;
  id?: string;
  className?: string;
  /** Tells the page's forms apart: posted as "intent", and only the form of the same intent shows what was refused. */
  intent?: string;
  /** Tells the forms of a list apart likewise: a value posted under a name of its own. */
  about?: { name: string; value: string };
  /** Loads the whole page anew, where the answer changes its language or theme. */
  reloadDocument?: boolean;
  /** A form that carries files. */
  files?: boolean;
  children: ReactNode;
}

/** A form that works without JavaScript. What the action refused stands beside each field; what was typed stays; the first error is focused. */
export function Form({ method = "post", action, id, className, intent, about, reloadDocument, files, children }: FormProps) {
  const answer = useActionData<unknown>() as { form?: Refused } | undefined;
  const { state } = useNavigation();
  const ref = useRef<HTMLFormElement>(null);
  const posted = (name: string, value: string | undefined) => value === undefined || answer?.form?.values[name]?.[0] === value;
  const mine = posted("intent", intent) && posted(about?.name ?? "", about?.value);
  const refused = (method === "post" && mine && answer?.form) || { errors: {}, values: {} };
  const whole = refused.errors[""];
  useEffect(() => {
    if (state === "idle" && answer?.form)
      ref.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-form-error]")?.focus();
  }, [answer, state]);
  return (
    <RefusedContext.Provider value={refused}>
      <RemixForm
        ref={ref}
        method={method}
        action={action}
        id={id}
        className={className}
        noValidate={method === "post"}
        reloadDocument={reloadDocument}
        encType={files ? "multipart/form-data" : undefined}
      >
        {intent === undefined ? null : <input type="hidden" name="intent" value={intent} />}
        {about ? <input type="hidden" {...about} /> : null}
        {whole ? (
          <div
            role="alert"
            tabIndex={-1}
            data-form-error
            className="mb-4 rounded-lg border border-red bg-red-soft p-3 text-red text-sm"
          >
            {whole.join(" ")}
          </div>
        ) : null}
        {children}
      </RemixForm>
    </RefusedContext.Provider>
  );
}

/** What a field of this name was refused for, and what had been typed. */
export function useField(name: string): { errors: string[]; typed: string | undefined; typedAll: string[] | undefined } {
  const { errors, values } = useContext(RefusedContext);
  return {
    errors: errors[name] ?? [],
    typed: values[name]?.[0],
    typedAll: Object.keys(values).length > 0 ? (values[name] ?? []) : undefined,
  };
}

/** What had been typed in a field of repeated rows ("languages[0].language"), row by row, when the form was refused. */
export function useTypedIn(list: string, field: string): string[] {
  const { values } = useContext(RefusedContext);
  return Object.entries(values).flatMap(([name, typed]) =>
    name.startsWith(`${list}[`) && name.endsWith(`].${field}`) ? typed.filter(Boolean) : [],
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
  className?: string;
}
const box =
  "w-full rounded-lg border border-line-strong bg-raised px-3 text-base text-ink placeholder:text-faint aria-[invalid=true]:border-red";

function Labelled({
  id,
  label,
  hint,
  errors,
  required,
  className,
  children,
}: {
  id: string;
  label: string;
  hint?: string;
  errors: string[];
  required?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={twMerge("grid gap-1", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
        {required ? <span aria-hidden="true"> *</span> : null}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="text-soft text-sm">
          {hint}
        </p>
      ) : null}
      {children}
      {errors.length > 0 ? (
        <p id={`${id}-error`} className="text-red text-sm">
          {errors.join(" ")}
        </p>
      ) : null}
    </div>
  );
}

function describing(id: string, hint: string | undefined, errors: string[]) {
  const ids = [hint ? `${id}-hint` : "", errors.length > 0 ? `${id}-error` : ""].filter(Boolean).join(" ");
  return { "aria-describedby": ids || undefined, "aria-invalid": errors.length > 0 || undefined };
}

interface TextFieldProps extends FieldProps {
  type?: string;
  defaultValue?: string | number;
  autoComplete?: string;
  inputMode?: "text" | "decimal" | "numeric" | "email";
  suffix?: string;
  placeholder?: string;
  min?: string | number;
  max?: string | number;
  maxLength?: number;
}

export function TextField({
  name,
  label,
  hint,
  required,
  className,
  type = "text",
  defaultValue,
  suffix,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const { errors, typed } = useField(name);
  const secret = type === "password";
  return (
    <Labelled id={id} label={label} hint={hint} errors={errors} required={required} className={className}>
      <span className="flex items-center gap-2">
        <input
          id={id}
          name={name}
          type={type}
          required={required}
          defaultValue={secret ? undefined : (typed ?? defaultValue)}
          className={twMerge(box, "h-11")}
          {...describing(id, hint, errors)}
          {...rest}
        />
        {suffix ? <span className="shrink-0 text-soft text-sm">{suffix}</span> : null}
      </span>
    </Labelled>
  );
}

export function TextArea({
  name,
  label,
  hint,
  required,
  className,
  defaultValue,
  rows = 4,
  maxLength,
  placeholder,
}: FieldProps & { defaultValue?: string; rows?: number; maxLength?: number; placeholder?: string }) {
  const id = useId();
  const { errors, typed } = useField(name);
  return (
    <Labelled id={id} label={label} hint={hint} errors={errors} required={required} className={className}>
      <textarea
        id={id}
        name={name}
        rows={rows}
        maxLength={maxLength}
        placeholder={placeholder}
        required={required}
        defaultValue={typed ?? defaultValue}
        className={twMerge(box, "py-2")}
        {...describing(id, hint, errors)}
      />
    </Labelled>
  );
}

export interface Option {
  value: string;
  label: string;
  /** Options of one group stand together under its name; a list has either groups or none. */
  group?: string;
}

export function SelectField({
  name,
  label,
  hint,
  required,
  className,
  options,
  defaultValue,
  placeholder,
}: FieldProps & { options: Option[]; defaultValue?: string; placeholder?: string }) {
  const id = useId();
  const { errors, typed } = useField(name);
  return (
    <Labelled id={id} label={label} hint={hint} errors={errors} required={required} className={className}>
      <select
        id={id}
        name={name}
        required={required}
        defaultValue={typed ?? defaultValue ?? ""}
        className={twMerge(box, "h-11")}
        {...describing(id, hint, errors)}
      >
        {placeholder !== undefined ? <option value="">{placeholder}</option> : null}
        {[...new Set(options.map((option) => option.group))].map((group) =>
          group === undefined ? (
            <Options key="" options={options} />
          ) : (
            <optgroup key={group} label={group}>
              <Options options={options.filter((option) => option.group === group)} />
            </optgroup>
          ),
        )}
      </select>
    </Labelled>
  );
}

function Options({ options }: { options: Option[] }) {
  // Names of countries and languages may differ between the server's Intl data and the browser's: the server's stay.
  return options.map((option) => (
    <option key={option.value} value={option.value} suppressHydrationWarning>
      {option.label}
    </option>
  ));
}

export function CheckboxField({
  name,
  label,
  hint,
  value = "on",
  defaultChecked,
  className,
}: FieldProps & { value?: string; defaultChecked?: boolean }) {
  const id = useId();
  const { errors, typedAll } = useField(name);
  return (
    <div className={twMerge("grid gap-1", className)}>
      <label htmlFor={id} className="flex min-h-8 items-center gap-2 text-sm">
        <input
          id={id}
          type="checkbox"
          name={name}
          value={value}
          defaultChecked={typedAll ? typedAll.includes(value) : defaultChecked}
          className="size-5 accent-(--accent)"
          {...describing(id, hint, errors)}
        />
        {label}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="pl-7 text-soft text-sm">
          {hint}
        </p>
      ) : null}
      {errors.length > 0 ? (
        <p id={`${id}-error`} className="text-red text-sm">
          {errors.join(" ")}
        </p>
      ) : null}
    </div>
  );
}

export function RadioCards({
  name,
  legend,
  options,
  defaultValue,
  className,
}: {
  name: string;
  legend: string;
  options: (Option & { description?: ReactNode })[];
  defaultValue?: string;
  className?: string;
}) {
  const { errors, typed } = useField(name);
  return (
    <fieldset className={twMerge("grid gap-2", className)} aria-invalid={errors.length > 0 || undefined}>
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex cursor-pointer gap-3 rounded-lg border border-line bg-raised p-3 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={(typed ?? defaultValue) === option.value}
            className="mt-1 size-4 accent-(--accent)"
          />
          <span>
            <span className="block font-medium text-sm">{option.label}</span>
            {option.description ? <span className="block text-soft text-sm">{option.description}</span> : null}
          </span>
        </label>
      ))}
      {errors.length > 0 ? <p className="text-red text-sm">{errors.join(" ")}</p> : null}
    </fieldset>
  );
}

/** A decimal amount as people type it; the currency stands beside it. */
export function MoneyField({ currency, defaultValue, ...rest }: FieldProps & { currency: string; defaultValue?: Money }) {
  return (
    <TextField
      {...rest}
      inputMode="decimal"
      autoComplete="off"
      suffix={currency}
      defaultValue={defaultValue ? toMajor(defaultValue) : undefined}
    />
  );
}

export function Hidden({ name, value }: { name: string; value: string }) {
  return <input type="hidden" name={name} value={value} />;
}

export function FieldSet({
  legend,
  hint,
  children,
  className,
  errorsOf,
}: {
  legend: string;
  hint?: string;
  children: ReactNode;
  className?: string;
  errorsOf?: string;
}) {
  const { errors } = useField(errorsOf ?? "\0");
  return (
    <fieldset className={twMerge("grid gap-3", className)}>
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      {hint ? <p className="text-soft text-sm">{hint}</p> : null}
      {children}
      {errors.length > 0 ? <p className="text-red text-sm">{errors.join(" ")}</p> : null}
    </fieldset>
  );
}
