import { useLoaderData } from "@remix-run/react";
import { conversationsOf } from "#app/domain/messaging/conversations.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { ConversationList } from "#app/ui/messaging/conversation-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("messaging:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const page = pageOf(url);
  return {
    ...(await conversationsOf(context.db, { businessId }, { q: url.searchParams.get("q")?.trim() || undefined, page }, actor)),
    page,
  };
});

export default function Conversations() {
  const { rows, page, pages } = useLoaderData<typeof loader>();
  return <ConversationList area="business" rows={rows} page={page} pages={pages} />;
}
