// SPDX-License-Identifier: Apache-2.0
/**
 * openapi.yaml → FOLDER/openapi.json, for programs, and FOLDER/docs.html, for people.
 * Usage: node contract/build_docs.mjs FOLDER
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { docsPage } from "./docs_page.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node contract/build_docs.mjs FOLDER");
  process.exit(2);
}

const source = path.join(import.meta.dirname, "openapi.yaml");
const document = parse(await readFile(source, "utf8"));
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, "openapi.json"), JSON.stringify(document));
await writeFile(path.join(folder, "docs.html"), docsPage(document));
