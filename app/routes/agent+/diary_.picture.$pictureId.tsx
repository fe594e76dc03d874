import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { deletePicture } from "#app/domain/diary/delete-picture.server.ts";
import { deletePictureInput } from "#app/domain/diary/picture.ts";
import { pictureOf } from "#app/domain/diary/pictures.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { dateIn } from "#app/kernel/time.ts";
import { PicturePage } from "#app/ui/diary/picture-page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("pictures:title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor, viewer } = requireAgent(context);
  const { storageKey: _, ...picture } = await pictureOf(context.db, id(params.pictureId), actor);
  return { picture, day: dateIn(picture.takenAt, viewer.timeZone) };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const pictureId = id(params.pictureId);
  await pictureOf(context.db, pictureId, actor);
  const form = await readForm(request, context, deletePictureInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => deletePicture(tx, { pictureId, ...form.value }, contextOf(actor, context)));
  return redirect(`/agent/diary/picture/${pictureId}`);
});

export default function AgentPicture() {
  const { picture, day } = useLoaderData<typeof loader>();
  const { t } = useTranslation("diary");
  return <PicturePage picture={picture} back={{ to: `/agent/diary?day=${day}`, label: t("title") }} />;
}
