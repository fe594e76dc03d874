import { localPath, pathAfterSignIn } from "#app/domain/accounts/viewer.ts";
import { expect, test } from "#tests/setup/test.ts";

test.for([
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "/\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/a\\b",
  "https://evil.example",
  "javascript:alert(1)",
  "evil.example",
  "",
  null,
  undefined,
])("%j leads nowhere but home", (path) => {
  expect(localPath(path, "/home")).toBe("/home");
  expect(pathAfterSignIn(path, "member")).toBe("/business");
});

test("a path of ours is followed with its search, but not back to the pages of signing in", () => {
  expect(pathAfterSignIn("/business/bills?state=failed&page=2", "member")).toBe("/business/bills?state=failed&page=2");
  expect(pathAfterSignIn("/auth/sign-up", "agent")).toBe("/agent");
  expect(pathAfterSignIn("/auth/sign-in?next=/auth/sign-in", "staff")).toBe("/desk");
  expect(localPath("/auth/sign-in", "/")).toBe("/auth/sign-in");
});
