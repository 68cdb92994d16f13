import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { models, writeSampleModels } from "../harness/models";
import { temporaryFolder } from "../harness/server";
import { withServer } from "../harness/with_server";
import { zip } from "../phantom/zip";

type Model = {
  id: string;
  kind: string;
  name: string;
  version: string;
  license: string;
  input: { spacingMm: number[] | null; window: number[] | null };
  output: { kind: string; labels?: { value: number; name: string }[] };
  notes: string[];
};

const running = withServer();
let folder: string;
let someone: Client;
beforeAll(async () => {
  folder = temporaryFolder();
  writeSampleModels(folder);
  someone = await Client.register(running.server.url);
});
afterAll(() => rmSync(folder, { recursive: true }));

const place = (name: string) => path.join(folder, name);
const here = () => ["--data-dir", running.server.dataDir];
const listed = async () =>
  (await someone.json<{ items: Model[] }>("/api/v1/models")).items.filter(
    ({ kind }) => kind !== "reconstruct",
  );

const metadata = {
  version: "1.0",
  task: "Things",
  network_data_format: {
    inputs: { image: { type: "image", num_channels: 1, modality: "MR" } },
    outputs: { pred: { num_channels: 2, channel_def: { "0": "background", "1": "thing" } } },
  },
};
const inference = {
  imports: ["$import glob"],
  preprocessing: {
    _target_: "Compose",
    transforms: [
      { _target_: "LoadImaged", keys: "image" },
      { _target_: "CropForegroundd", keys: "image", source_key: "image" },
    ],
  },
  inferer: { _target_: "SlidingWindowInferer", roi_size: [8, 12, 16], overlap: 0.5 },
  postprocessing: {
    _target_: "Compose",
    transforms: [{ _target_: "AsDiscreted", keys: "pred", argmax: true }],
  },
};
const bundle = (root: string) => [
  { path: `${root}/configs/metadata.json`, bytes: Buffer.from(JSON.stringify(metadata)) },
  { path: `${root}/configs/inference.json`, bytes: Buffer.from(JSON.stringify(inference)) },
  { path: `${root}/models/model.ts`, bytes: readFileSync(place("bare.ts")) },
];

test("a model that was dropped in is listed by the running server, until it is removed", async () => {
  expect(await listed()).toEqual([]);

  const installed = models("install", place("bright.ts"), ...here());
  expect(installed).toMatchObject({ status: 0, stderr: "" });
  expect(installed.stdout).toContain("installed as bright-things");
  expect(await listed()).toMatchObject([
    {
      id: "bright-things",
      kind: "segment",
      name: "Bright things",
      version: "0.2.0",
      license: "Apache-2.0",
      input: { spacingMm: [2, 2, 2], window: [16, 16, 16] },
      output: { kind: "labels", labels: [{ value: 1, name: "bright" }] },
    },
  ]);
  expect(models("list", ...here()).stdout).toContain("bright-things\tsegment\t0.2.0\tApache-2.0");

  expect(models("install", place("bright.ts"), ...here())).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("(model_exists)") as string,
  });
  expect(models("remove", "bright-things", ...here()).status).toBe(0);
  expect(models("remove", "bright-things", ...here()).stderr).toContain("(no_such_model)");
  expect(await listed()).toEqual([]);
});

describe("a MONAI bundle", () => {
  const check = () => {
    const json = models("list", "--json", ...here()).stdout;
    expect(JSON.parse(json)).toContainEqual(
      expect.objectContaining({
        id: "things",
        input: { channels: 1, modality: "MR", spacingMm: null, window: [16, 12, 8] },
        notes: [expect.stringContaining("CropForegroundd") as string],
      }),
    );
    expect(models("remove", "things", ...here()).status).toBe(0);
  };

  test("is installed from its folder", () => {
    for (const { path: name, bytes } of bundle("things")) {
      mkdirSync(path.dirname(place(name)), { recursive: true });
      writeFileSync(place(name), bytes);
    }
    expect(models("install", place("things"), ...here())).toMatchObject({ status: 0, stderr: "" });
    check();
  });

  test("is installed from a zip of it", () => {
    writeFileSync(place("things.zip"), zip(bundle("bundle-1.0")));
    expect(models("install", place("things.zip"), ...here())).toMatchObject({ status: 0 });
    check();
  });

  test("that lacks a file is refused by the file's name", () => {
    writeFileSync(place("half.zip"), zip(bundle("half").slice(0, 2)));
    expect(models("check", place("half.zip")).stderr).toContain("models/model.ts. (not_a_bundle)");
    mkdirSync(place("empty"));
    expect(models("check", place("empty")).stderr).toContain("configs/metadata.json");
  });
});

describe("what does not fit is refused with a reason, and nothing stays", () => {
  test.each([
    ["three_channels.ts", "wants_channels", "3 channels"],
    ["unknown_step.ts", "unsupported_step", "RandGaussianNoised"],
    ["greedy.ts", "too_much_memory", "more memory"],
    ["bare.ts", "no_model_config", "metadata.json"],
  ])("%s", async (file, code, words) => {
    const { status, stderr } = models("install", place(file), ...here());
    expect(status).toBe(1);
    expect(stderr).toContain(`(${code})`);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain(folder);
    expect(await listed()).toEqual([]);
    expect(readdirSync(path.join(running.server.dataDir, "work"))).toEqual([]);
  });

  test("a picture, a text, nothing at all", () => {
    writeFileSync(place("text.ts"), "This is no network.");
    writeFileSync(place("text.zip"), "Neither is this.");
    expect(models("check", place("text.ts")).stderr).toContain("(not_a_model)");
    expect(models("check", place("text.zip")).status).toBe(1);
    expect(models("check", place("nowhere.ts")).status).toBe(1);
    expect(models("check").status).toBe(2);
  });

  test("a file that was cut off", () => {
    writeFileSync(place("cut.ts"), readFileSync(place("bright.ts")).subarray(0, 1500));
    expect(models("check", place("cut.ts")).stderr).toContain("(not_a_model)");
  });
});
