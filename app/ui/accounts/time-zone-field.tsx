import { useEffect, useState } from "react";
import { presentZone } from "#app/kernel/time.ts";
import { SelectField } from "#app/ui/kit/form.tsx";

interface Props {
  label: string;
  hint?: string;
  zones: string[];
  defaultValue: string;
  /** Takes the browser's own zone once JavaScript is there. */
  guess?: boolean;
}

export function TimeZoneField({ label, hint, zones, defaultValue, guess = false }: Props) {
  const [zone, setZone] = useState(defaultValue);
  useEffect(() => {
    const own = guess ? presentZone(Intl.DateTimeFormat().resolvedOptions().timeZone) : undefined;
    if (own && zones.includes(own)) setZone(own);
  }, [guess, zones]);
  return (
    <SelectField
      key={zone}
      name="timeZone"
      label={label}
      hint={hint}
      defaultValue={zone}
      options={zones.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
    />
  );
}
