import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { FLOW, type FlowNode, placeFlow } from "./flow-layout.ts";

const colours: Record<string, string> = {
  billed: "var(--soft)",
  agents: "var(--fill-tracked)",
  inBank: "var(--green)",
  onItsWay: "var(--fill-manual)",
  available: "var(--fill-in-queue)",
  pending: "var(--sky)",
  held: "var(--violet)",
  fees: "var(--fill-on-call)",
  tax: "var(--line-strong)",
  stripeFees: "var(--rose)",
  kept: "var(--accent)",
};

/** Labels stay readable where a band runs below them. */
const halo = { paintOrder: "stroke", stroke: "var(--raised)", strokeWidth: 3, strokeLinejoin: "round" } as const;

interface Balance {
  kind: string;
  currency: string;
  balance: bigint;
}

/** What was billed in a currency and where it is now: to agents and how far it got, to Deskhand's fee and what Stripe took of it. */
export function flowOf(balances: Balance[], currency: string): FlowNode[] {
  const of = (kind: string) => balances.find((one) => one.currency === currency && one.kind === kind)?.balance ?? 0n;
  const ways = {
    inBank: of("agent:paid_out"),
    onItsWay: of("agent:in_transit"),
    available: of("agent:available"),
    held: of("agent:held"),
    pending: of("agent:pending"),
  };
  const agents = Object.values(ways).reduce((sum, one) => sum + one, 0n);
  const [fees, stripeFees, tax] = [of("platform:fees"), of("platform:stripe_fees"), of("tax")];
  const nodes: FlowNode[] = [
    { key: "billed", column: 0, amount: agents + fees + tax },
    { key: "agents", column: 1, amount: agents, from: "billed" },
    { key: "fees", column: 1, amount: fees, from: "billed" },
    { key: "tax", column: 1, amount: tax, from: "billed" },
    ...Object.entries(ways).map(([key, amount]) => ({ key, column: 2, amount, from: "agents" })),
    { key: "stripeFees", column: 2, amount: stripeFees < fees ? stripeFees : fees, from: "fees" },
    { key: "kept", column: 2, amount: fees > stripeFees ? fees - stripeFees : 0n, from: "fees" },
  ];
  return nodes.filter((node) => node.amount > 0n);
}

export function MoneyFlow({ nodes, currency }: { nodes: FlowNode[]; currency: string }) {
  const { t } = useTranslation("ledger");
  const { locale } = useReader();
  const { nodes: placed, height } = placeFlow(nodes);
  const gross = nodes[0]!.amount;
  const share = (amount: bigint) =>
    new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(Number(amount) / Number(gross));
  return (
    <figure className="grid gap-3">
      <svg
        className="hidden w-full sm:block"
        viewBox={`0 0 ${FLOW.width} ${height + 8}`}
        role="img"
        aria-label={t("flow.label", { amount: formatMoney(money(gross, currency), locale) })}
      >
        {placed.map(({ key, from, band, x, y, height: own }) => {
          const parent = placed.find((one) => one.key === from);
          if (!parent || !band) return null;
          const [left, right] = [parent.x + FLOW.node, x];
          const middle = (left + right) / 2;
          const end = band.fromY + own;
          return (
            <path
              key={key}
              d={`M${left},${band.fromY} C${middle},${band.fromY} ${middle},${y} ${right},${y} L${right},${y + own} C${middle},${y + own} ${middle},${end} ${left},${end} Z`}
              fill={colours[key]}
              opacity={0.28}
            />
          );
        })}
        {placed.map(({ key, x, y, height: own, amount }) => (
          <g key={key}>
            <rect x={x} y={y} width={FLOW.node} height={own} rx={2} fill={colours[key]} />
            <text x={x + FLOW.node + 8} y={y + 12} fill="var(--ink)" fontSize={13} fontWeight={600} {...halo}>
              {t(`flow.${key}`)}
            </text>
            <text x={x + FLOW.node + 8} y={y + 27} fill="var(--soft)" fontSize={12} {...halo}>
              {formatMoney(money(amount, currency), locale)}
            </text>
          </g>
        ))}
      </svg>
      <figcaption>
        <ul className="grid gap-x-6 gap-y-1 text-sm sm:hidden">
          {nodes.map(({ key, column, amount }) => (
            <li key={key} className="flex items-center gap-2" style={{ paddingLeft: `${column * 16}px` }}>
              <span className="size-3 shrink-0 rounded-[2px]" style={{ background: colours[key] }} />
              <span>{t(`flow.${key}`)}</span>
              <span className="ml-auto">
                <MoneyText value={money(amount, currency)} />
              </span>
              <span className="tabular w-14 text-right text-soft text-xs">{share(amount)}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
