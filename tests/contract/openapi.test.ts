import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contractFolder, openApi, validatorOf } from "../harness/contract";

const methods = ["get", "put", "post", "patch", "delete"];
const operations = Object.entries(openApi.paths).flatMap(([template, item]) =>
  methods.flatMap((method) => {
    const operation = item[method];
    return operation ? [{ name: `${method} ${template}`, template, item, operation }] : [];
  }),
);

test("it is OpenAPI 3.1", () => {
  expect(openApi.openapi).toBe("3.1.0");
});

test("every reference leads somewhere", () => {
  const references = [...JSON.stringify(openApi).matchAll(/"\$ref":"#\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(100);
  for (const [, reference] of references) {
    const target = reference
      .split("/")
      .reduce<unknown>((place, step) => (place as Record<string, unknown>)?.[step], openApi);
    expect(target, reference).toBeTypeOf("object");
  }
});

test.each(Object.keys(openApi.components.schemas))("schema %s compiles", (name) => {
  expect(validatorOf(name)).toBeTypeOf("function");
});

test("operation ids are there and each once", () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(ids.every(Boolean)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(operations)("$name declares its path's parameters", ({ template, item, operation }) => {
  const declared = [item, operation].flatMap(
    (part) => (part as { parameters?: object[] }).parameters ?? [],
  );
  const names = JSON.stringify(declared.map(resolveReference));
  for (const [, name] of template.matchAll(/\{(\w+)\}/g))
    expect(names).toContain(`"name":"${name}"`);
});

test.each(operations.filter(({ template }) => template.startsWith("/api/")))(
  "$name names a good answer, and 401 where an account is needed",
  ({ operation }) => {
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => status.startsWith("2"))).toBe(true);
    if (!(operation as { security?: object[] }).security) expect(statuses).toContain("401");
  },
);

function resolveReference(part: object): unknown {
  const reference = (part as { $ref?: string }).$ref;
  if (!reference) return part;
  const steps = reference.replace("#/", "").split("/");
  return steps.reduce<unknown>((place, step) => (place as Record<string, unknown>)[step], openApi);
}

describe("the documents made from it", () => {
  let folder = "";
  let page = "";

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "scanetrix-docs-"));
    execFileSync(process.execPath, [path.join(contractFolder, "build_docs.mjs"), folder]);
    page = readFileSync(path.join(folder, "docs.html"), "utf8");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("openapi.json says the same", () => {
    expect(JSON.parse(readFileSync(path.join(folder, "openapi.json"), "utf8"))).toEqual(openApi);
  });

  test("the page names every operation and schema", () => {
    for (const { operation } of operations) expect(page).toContain(`id="${operation.operationId}"`);
    for (const name of Object.keys(openApi.components.schemas))
      expect(page).toContain(`id="${name}"`);
  });

  test("every link inside the page has a target", () => {
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g))
      expect(page).toContain(`id="${target}"`);
  });

  test("the page runs no script and asks nobody for anything", () => {
    expect(page).not.toMatch(/<script|\son\w+=|src=|@import|url\(/i);
    expect(page).not.toMatch(/href="(?!#|openapi\.json)/);
  });
});
