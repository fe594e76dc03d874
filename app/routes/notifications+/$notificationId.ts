import { redirect } from "@remix-run/node";
import { readNotification } from "#app/domain/notifications/read-notification.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { contextOf, id, loaderOf } from "#app/http/route.server.ts";

/** Leads to what a notification is about and marks it as read; opening it again changes nothing. */
export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireViewer(context);
  const notificationId = id(params.notificationId);
  return redirect(await context.db.transaction((tx) => readNotification(tx, { id: notificationId }, contextOf(actor, context))));
});
