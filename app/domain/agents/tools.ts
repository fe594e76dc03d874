/** Tools of support work, by the slug that profiles and roles store. */
export const tools = {
  aircall: "Aircall",
  dixa: "Dixa",
  freshdesk: "Freshdesk",
  front: "Front",
  gorgias: "Gorgias",
  "help-scout": "Help Scout",
  "hubspot-service": "HubSpot Service Hub",
  intercom: "Intercom",
  jira: "Jira",
  kustomer: "Kustomer",
  "salesforce-service-cloud": "Salesforce Service Cloud",
  shopify: "Shopify",
  slack: "Slack",
  "stripe-dashboard": "Stripe Dashboard",
  talkdesk: "Talkdesk",
  zendesk: "Zendesk",
  "zoho-desk": "Zoho Desk",
} as const;

export type Tool = keyof typeof tools;
export const toolSlugs = Object.keys(tools) as Tool[];

export function toolName(slug: string): string {
  return (tools as Record<string, string>)[slug] ?? slug;
}
