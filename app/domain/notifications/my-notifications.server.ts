import { eq } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { diaryHeadMails, notifications } from "#db/schema/notifications.ts";

export function myNotifications(userId: string): PersonalRows[] {
  return [
    personalRows(notifications, eq(notifications.userId, userId), { without: ["key"] }),
    personalRows(diaryHeadMails, eq(diaryHeadMails.userId, userId)),
  ];
}
