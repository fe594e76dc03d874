import { Link, useNavigation } from "@remix-run/react";
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { twMerge } from "tailwind-merge";

type Variant = "primary" | "secondary" | "danger" | "ghost";
const base =
  "inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 text-sm font-medium transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-55";
const looks: Record<Variant, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-line-strong bg-raised text-ink hover:bg-sunken",
  danger: "border border-red bg-raised text-red hover:bg-red-soft",
  ghost: "text-accent hover:bg-accent-soft",
};
const small = "min-h-8 px-3";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: Variant;
  size?: "sm" | "md";
}

/** Submits by default; while its own value is being submitted it says so and cannot be pressed again. */
export function Button({ variant = "primary", size = "md", className, type = "submit", disabled, ...rest }: ButtonProps) {
  const navigation = useNavigation();
  const submitted = navigation.state !== "idle" && navigation.formData !== undefined;
  const pending =
    type === "submit" && submitted && (rest.name === undefined || navigation.formData?.get(rest.name) === rest.value);
  return (
    <button
      type={type}
      disabled={disabled}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : undefined}
      className={twMerge(base, looks[variant], size === "sm" && small, pending && "opacity-60", className)}
      {...rest}
    />
  );
}

export function LinkButton({
  to,
  variant = "primary",
  size = "md",
  className,
  children,
}: {
  to: string;
  variant?: Variant;
  size?: "sm" | "md";
  className?: string;
  children: ReactNode;
}) {
  return (
    <Link to={to} className={twMerge(base, looks[variant], size === "sm" && small, className)}>
      {children}
    </Link>
  );
}
