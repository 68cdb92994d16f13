import { expect, test } from "vitest";
import { type Page } from "playwright-core";
import { Client, password } from "../harness/client";
import { withBrowser } from "./harness/browser";

const browser = withBrowser();

async function fillIn(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(text);
}

test("somebody new makes an account and is at home, also after a reload", async () => {
  const page = await browser.openSignedOut("/");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByRole("link", { name: "Create an account" }).click();
  await fillIn(page, { "Your name": "Ada Lovelace", Email: "ada@example.org", Password: password });
  await page.getByRole("button", { name: "Create account" }).click();

  await page.getByRole("heading", { name: "Add your first scan" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Add your first scan" }).waitFor();
  expect(
    await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })),
  ).not.toContain("eyJ");
});

test("an address that is taken is said, and what was typed stays", async () => {
  const { session } = await Client.register(browser.server.url);
  const page = await browser.openSignedOut("/register");
  await fillIn(page, { "Your name": "Twice", Email: session!.user.email, Password: password });
  await page.getByRole("button", { name: "Create account" }).click();

  await page
    .getByRole("alert")
    .filter({ hasText: "There is an account with this email already" })
    .waitFor();
  expect(await page.getByLabel("Your name").inputValue()).toBe("Twice");
  browser.expectTrouble(/409/);
});

test("a wrong password is said; the right one leads to where one wanted to go; signing out ends it", async () => {
  const client = await Client.register(browser.server.url);
  const page = await browser.openSignedOut("/?sort=name");
  await fillIn(page, { Email: client.session!.user.email, Password: "not the right one" });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: "not right" }).waitFor();
  browser.expectTrouble(/401/);

  await fillIn(page, { Password: password });
  await page.getByLabel("Password", { exact: true }).press("Enter");
  await page.getByRole("heading", { name: "Scans", exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe("?sort=name");

  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goto("/");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

test("an address that leads nowhere says so and shows the way back", async () => {
  const page = await browser.openSignedOut("/no/such/page");
  await page.getByRole("main").getByRole("link").first().click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});
