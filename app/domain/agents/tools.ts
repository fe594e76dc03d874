import { z } from "zod";

/** What a tool is for; profiles and roles list them under it. */
export const toolKinds = ["desk", "chat", "phone", "crm", "shop", "work", "insight", "trade"] as const;
type ToolKind = (typeof toolKinds)[number];

type Listed = readonly [slug: string, name: string, kind: ToolKind, synonyms?: string];

/** Tools of support work, by the slug that profiles and roles store. Matching numbers them by their place: new ones go to the end. */
const list = [
  ["aircall", "Aircall", "phone"],
  ["dixa", "Dixa", "desk"],
  ["freshdesk", "Freshdesk", "desk", "fd freshworks"],
  ["front", "Front", "desk", "frontapp"],
  ["gorgias", "Gorgias", "desk"],
  ["help-scout", "Help Scout", "desk", "hs helpscout"],
  ["hubspot-service", "HubSpot Service Hub", "desk", "hubspot servicehub"],
  ["intercom", "Intercom", "chat"],
  ["jira", "Jira", "work", "atlassian"],
  ["kustomer", "Kustomer", "desk"],
  ["salesforce-service-cloud", "Salesforce Service Cloud", "desk", "sfdc salesforce"],
  ["shopify", "Shopify", "shop"],
  ["slack", "Slack", "work"],
  ["stripe-dashboard", "Stripe Dashboard", "shop", "stripe"],
  ["talkdesk", "Talkdesk", "phone"],
  ["zendesk", "Zendesk", "desk", "zd sunshine"],
  ["zoho-desk", "Zoho Desk", "desk", "zoho"],
  ["jira-service-management", "Jira Service Management", "desk", "jsm jsd servicedesk"],
  ["servicenow", "ServiceNow", "desk", "snow"],
  ["freshchat", "Freshchat", "chat"],
  ["freshservice", "Freshservice", "desk"],
  ["freshcaller", "Freshcaller", "phone"],
  ["zendesk-talk", "Zendesk Talk", "phone"],
  ["zendesk-chat", "Zendesk Chat", "chat", "zopim"],
  ["livechat", "LiveChat", "chat"],
  ["tidio", "Tidio", "chat"],
  ["crisp", "Crisp", "chat"],
  ["drift", "Drift", "chat"],
  ["olark", "Olark", "chat"],
  ["tawk-to", "tawk.to", "chat", "tawkto"],
  ["liveperson", "LivePerson", "chat", "conversational cloud"],
  ["gladly", "Gladly", "desk"],
  ["re-amaze", "Re:amaze", "desk", "reamaze"],
  ["richpanel", "Richpanel", "desk"],
  ["edesk", "eDesk", "desk", "xsellco"],
  ["groove", "Groove", "desk", "groovehq"],
  ["hiver", "Hiver", "desk"],
  ["happyfox", "HappyFox", "desk"],
  ["kayako", "Kayako", "desk"],
  ["liveagent", "LiveAgent", "desk"],
  ["teamwork-desk", "Teamwork Desk", "desk"],
  ["trengo", "Trengo", "desk"],
  ["userlike", "Userlike", "chat", "lime connect"],
  ["zammad", "Zammad", "desk"],
  ["otrs", "OTRS", "desk", "znuny"],
  ["osticket", "osTicket", "desk"],
  ["chatwoot", "Chatwoot", "desk"],
  ["helpwise", "Helpwise", "desk"],
  ["missive", "Missive", "desk"],
  ["pylon", "Pylon", "desk"],
  ["plain", "Plain", "desk"],
  ["thena", "Thena", "desk"],
  ["genesys-cloud", "Genesys Cloud", "phone", "purecloud genesys"],
  ["five9", "Five9", "phone"],
  ["nice-cxone", "NICE CXone", "phone", "incontact"],
  ["amazon-connect", "Amazon Connect", "phone", "aws connect"],
  ["twilio-flex", "Twilio Flex", "phone", "twilio"],
  ["ringcentral", "RingCentral", "phone"],
  ["dialpad", "Dialpad", "phone"],
  ["cloudtalk", "CloudTalk", "phone"],
  ["ringover", "Ringover", "phone"],
  ["8x8", "8x8 Contact Center", "phone", "8x8"],
  ["avaya", "Avaya", "phone"],
  ["cisco-webex-contact-center", "Webex Contact Center", "phone", "cisco webex"],
  ["vonage-contact-center", "Vonage Contact Center", "phone", "newvoicemedia"],
  ["3cx", "3CX", "phone"],
  ["whatsapp-business", "WhatsApp Business", "chat", "whatsapp"],
  ["facebook-business-suite", "Meta Business Suite", "chat", "facebook instagram messenger"],
  ["sprinklr", "Sprinklr", "chat"],
  ["sprout-social", "Sprout Social", "chat"],
  ["hootsuite", "Hootsuite", "chat"],
  ["khoros", "Khoros", "chat"],
  ["discord", "Discord", "chat"],
  ["salesforce-sales-cloud", "Salesforce Sales Cloud", "crm"],
  ["hubspot-crm", "HubSpot CRM", "crm"],
  ["pipedrive", "Pipedrive", "crm"],
  ["zoho-crm", "Zoho CRM", "crm"],
  ["microsoft-dynamics-365", "Microsoft Dynamics 365 Customer Service", "crm", "dynamics d365"],
  ["odoo", "Odoo", "crm"],
  ["woocommerce", "WooCommerce", "shop"],
  ["magento", "Adobe Commerce (Magento)", "shop", "magento adobe"],
  ["bigcommerce", "BigCommerce", "shop"],
  ["prestashop", "PrestaShop", "shop"],
  ["amazon-seller-central", "Amazon Seller Central", "trade", "amazon"],
  ["ebay-seller-hub", "eBay Seller Hub", "trade", "ebay"],
  ["etsy", "Etsy", "trade"],
  ["mirakl", "Mirakl", "trade"],
  ["shipstation", "ShipStation", "trade"],
  ["sendcloud", "Sendcloud", "trade"],
  ["loop-returns", "Loop Returns", "trade", "loop"],
  ["aftership", "AfterShip", "trade"],
  ["paypal", "PayPal", "shop"],
  ["adyen", "Adyen", "shop"],
  ["chargebee", "Chargebee", "shop"],
  ["recharge", "Recharge", "shop"],
  ["klaviyo", "Klaviyo", "insight"],
  ["klaus", "Zendesk QA (Klaus)", "insight", "klaus"],
  ["maestroqa", "MaestroQA", "insight"],
  ["assembled", "Assembled", "insight", "wfm"],
  ["playvox", "Playvox", "insight"],
  ["guru", "Guru", "work", "getguru"],
  ["confluence", "Confluence", "work"],
  ["notion", "Notion", "work"],
  ["linear", "Linear", "work"],
  ["asana", "Asana", "work"],
  ["trello", "Trello", "work"],
  ["monday", "monday.com", "work"],
  ["microsoft-teams", "Microsoft Teams", "work", "teams msteams"],
  ["google-workspace", "Google Workspace", "work", "gmail gsuite"],
  ["microsoft-365", "Microsoft 365", "work", "outlook office"],
  ["loom", "Loom", "work"],
  ["fullstory", "FullStory", "insight"],
  ["looker", "Looker", "insight"],
  ["metabase", "Metabase", "insight"],
  ["statuspage", "Statuspage", "work"],
  ["pagerduty", "PagerDuty", "work"],
] as const satisfies readonly Listed[];

export type Tool = (typeof list)[number][0];
export const toolSlugs = list.map(([slug]) => slug) as [Tool, ...Tool[]];

const tools = new Map<string, { name: string; kind: ToolKind; synonyms: string[] }>(
  (list as readonly Listed[]).map(([slug, name, kind, synonyms]) => [slug, { name, kind, synonyms: synonyms?.split(" ") ?? [] }]),
);

export function toolName(slug: string): string {
  return tools.get(slug)?.name ?? slug;
}

export function toolKind(slug: Tool): ToolKind {
  return tools.get(slug)!.kind;
}

/** Other names that people type for a tool, in small letters. */
export function toolSynonyms(slug: Tool): string[] {
  return tools.get(slug)!.synonyms;
}

/** The tool that somebody probably meant by a word that is none of the slugs; undefined when nothing begins alike. */
export function likelyTool(text: string): Tool | undefined {
  const typed = text.trim().toLowerCase();
  const alike = (name: string) => {
    let same = 0;
    while (same < name.length && name[same] === typed[same]) same++;
    return name === typed ? Number.POSITIVE_INFINITY : same;
  };
  const likeness = (slug: Tool) => Math.max(...[slug, toolName(slug).toLowerCase(), ...toolSynonyms(slug)].map(alike));
  const [best] = toolSlugs.map((slug) => [slug, likeness(slug)] as const).sort((a, b) => b[1] - a[1]);
  return best && best[1] >= 3 ? best[0] : undefined;
}

/** A tool's slug in a form or a call; what is none is refused with the name that was probably meant. */
export const toolSlug = z.string().transform((text, problems): Tool => {
  if ((toolSlugs as string[]).includes(text)) return text as Tool;
  const meant = likelyTool(text);
  problems.addIssue(
    meant
      ? { code: "custom", message: "agents:errors.toolLike", params: { name: toolName(meant) } }
      : { code: "custom", message: "agents:errors.toolUnknown" },
  );
  return z.NEVER;
});
