import { useLoaderData } from "@remix-run/react";
import { conversationsOf } from "#app/domain/messaging/conversations.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { ConversationList } from "#app/ui/messaging/conversation-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("messaging:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const page = pageOf(url);
  const q = url.searchParams.get("q")?.trim() || undefined;
  const onlyUnread = url.searchParams.has("unread");
  return {
    ...(await conversationsOf(context.db, { agentId }, { q, onlyUnread, page }, actor)),
    page,
    narrowed: onlyUnread || q !== undefined,
  };
});

export default function Conversations() {
  const { rows, page, pages, narrowed } = useLoaderData<typeof loader>();
  return <ConversationList area="agent" rows={rows} page={page} pages={pages} narrowed={narrowed} />;
}
