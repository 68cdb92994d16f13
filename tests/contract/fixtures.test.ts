import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { contractFolder, mustBe, openApi, validatorOf } from "../harness/contract";

const fixtures = (kind: "ok" | "bad") => {
  const folder = path.join(contractFolder, "fixtures", kind);
  return readdirSync(folder).map((file) => ({
    file,
    schema: schemaName(file),
    body: JSON.parse(readFileSync(path.join(folder, file), "utf8")) as unknown,
  }));
};

/** "upload-request.negative-size.json" → "UploadRequest" */
function schemaName(file: string): string {
  const words = file.split(".")[0].split("-");
  return words.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
}

describe("good fixtures validate", () => {
  test.each(fixtures("ok"))("$file", ({ schema, body }) => mustBe(schema, body));
});

describe("bad fixtures do not", () => {
  test.each(fixtures("bad"))("$file", ({ schema, body }) => {
    expect(validatorOf(schema)(body)).toBe(false);
  });
});

test("every schema that a program sends or reads as a whole has fixtures of both kinds", () => {
  const good = new Set(fixtures("ok").map(({ schema }) => schema));
  const bad = new Set(fixtures("bad").map(({ schema }) => schema));
  const parts = ["Id", "Time", "Count", "Triple", "Shape", "UploadState", "Refusal", "NextCursor"];
  parts.push("ScanState", "Warning", "Window", "Level", "Deleted", "LightBox", "TileOrder");
  parts.push(
    "Spacing",
    "EnteredSpacing",
    "JobState",
    "RereadParameters",
    "LightBoxGrid",
    "TileRow",
  );
  parts.push(
    "Code",
    "LabelValue",
    "Model",
    "Reconstruction",
    "ReconstructParameters",
    "SegmentParameters",
  );
  const whole = Object.keys(openApi.components.schemas).filter((name) => !parts.includes(name));

  expect(whole.filter((name) => !good.has(name))).toEqual([]);
  expect(whole.filter((name) => !bad.has(name))).toEqual([]);
});
