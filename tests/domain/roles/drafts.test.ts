import type { Actor } from "#app/domain/accounts/permissions.ts";
import { changeRoleState } from "#app/domain/roles/change-role-state.server.ts";
import { createRole } from "#app/domain/roles/create-role.server.ts";
import { duplicateRole } from "#app/domain/roles/duplicate-role.server.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { roleTemplates, templateNames } from "#app/domain/roles/role-templates.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenOpenRole, givenRole, roleForm } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-03T09:00Z");

test("a draft that is saved again is the same role with the newest words; what is no draft any more stays as it is", async ({
  db,
}) => {
  const { business, manager } = await givenBusiness(db, { now });
  const id = newId();
  const save = (title: string) =>
    db.transaction((tx) =>
      createRole(tx, { ...saveRoleInput.parse(roleForm({ title })), businessId: business.id, id }, { actor: manager, now }),
    );
  await save("Chat sup");
  await save("Chat support");
  expect(await roleForBusiness(db, id, manager)).toMatchObject({ title: "Chat support", state: "draft" });
  await db.transaction((tx) => changeRoleState(tx, { roleId: id, action: "open" }, { actor: manager, now }));
  await expect(save("Something else")).rejects.toBeInstanceOf(Conflict);
  expect(await roleForBusiness(db, id, manager)).toMatchObject({ title: "Chat support", state: "open" });
});

test("nobody saves a draft into another business's role, nor without the right", async ({ db }) => {
  const people = await givenBusiness(db, { now });
  const other = await givenBusiness(db, { now });
  const { id } = await givenRole(db, people, { now });
  const save = (actor: Actor, businessId: string) =>
    db.transaction((tx) => createRole(tx, { ...saveRoleInput.parse(roleForm()), businessId, id }, { actor, now }));
  await expect(save(other.owner, other.business.id)).rejects.toBeInstanceOf(NotFound);
  await expect(save(people.viewer, people.business.id)).rejects.toBeInstanceOf(Forbidden);
});

test("a copy asks the same and is a draft of its own, also of a closed role", async ({ db }) => {
  const people = await givenBusiness(db, { now });
  const { id: roleId } = await givenOpenRole(db, people, { now, startsOn: "2026-06-08", headcount: 3 });
  await db.transaction((tx) => changeRoleState(tx, { roleId, action: "close" }, { actor: people.manager, now }));
  const copyOf = (actor: Actor, id = newId()) => db.transaction((tx) => duplicateRole(tx, { roleId, id }, { actor, now }));
  const id = newId();
  await copyOf(people.manager, id);
  await copyOf(people.manager, id);
  const [old, copy] = [await roleForBusiness(db, roleId, people.owner), await roleForBusiness(db, id, people.owner)];
  expect(copy).toEqual({
    ...old,
    id,
    state: "draft",
    startsOn: null,
    createdBy: people.manager.userId,
    createdAt: now,
    openedAt: null,
    closedAt: null,
  });
  await expect(copyOf(people.viewer)).rejects.toBeInstanceOf(Forbidden);
  await expect(copyOf((await givenBusiness(db)).owner)).rejects.toBeInstanceOf(NotFound);
  await expect(copyOf((await givenAgent(db)).agent)).rejects.toBeInstanceOf(NotFound);
});

test.each(templateNames)("the template %s makes a role that can be saved", (name) => {
  const { title, description } = roleForm();
  const form = { ...roleForm(), ...roleTemplates[name], title, description };
  expect(saveRoleInput.parse(form)).toMatchObject({ ...roleTemplates[name] });
});
