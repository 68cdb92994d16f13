import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { exampleScan, exampleUpload, exampleVolume } from "../testing/examples";
import * as parse from "./parse";

const { parseProblem, parseScan, parseScanPage, parseSession, parseUpload } = parse;

/** The example with one field changed, as it would come over the wire. */
function broken(example: unknown, change: (body: Record<string, unknown>) => void): unknown {
  const body = JSON.parse(JSON.stringify(example)) as Record<string, unknown>;
  change(body);
  return body;
}

describe("a scan", () => {
  test("comes through as it is", () => {
    expect(parseScan(JSON.parse(JSON.stringify(exampleScan())))).toEqual(exampleScan());
  });

  test("of which the source says no date has none", () => {
    expect(parseScan({ ...exampleScan(), studyDate: null }).studyDate).toBeNull();
  });

  test("with fields of a newer server loses only those", () => {
    expect(parseScan({ ...exampleScan(), mood: "calm" })).toEqual(exampleScan());
  });

  test.each([
    ["scan.id: expected a name, got nothing", (scan: Record<string, unknown>) => delete scan.id],
    [
      'scan.state: expected processing | ready | failed, got "lost"',
      (scan: Record<string, unknown>) => (scan.state = "lost"),
    ],
    [
      "scan.volumes[0].spacingMm[1]: expected > 0, got -2",
      (scan: Record<string, unknown>) =>
        ((scan.volumes as { spacingMm: number[] }[])[0]!.spacingMm[1] = -2),
    ],
    [
      "scan.volumes[0].ijkToLps: expected a list of 16, got a list of 15",
      (scan: Record<string, unknown>) =>
        (scan.volumes as { ijkToLps: number[] }[])[0]!.ijkToLps.pop(),
    ],
    [
      "scan.volumes[0].channels: expected 1 or 3, got 2",
      (scan: Record<string, unknown>) =>
        ((scan.volumes as { channels: number }[])[0]!.channels = 2),
    ],
    [
      "scan.warnings[0].message: expected a text, got 7",
      (scan: Record<string, unknown>) => (scan.warnings = [{ code: "odd", message: 7 }]),
    ],
  ])("that is wrong is refused: %s", (message, change) => {
    expect(() => parseScan(broken(exampleScan(), change))).toThrow(message);
  });
});

describe("a reconstruction", () => {
  const facts = {
    method: "network",
    mode: "preserve",
    factor: 4,
    profileShape: "hann",
    profileWidthMm: 5,
    profileKnown: true,
    modelSha256: "ab12",
    gateGainDb: 2.25,
    refineSeconds: 0,
    refineGainDb: null,
    networkRefused: null,
  } as const;
  const provenance = { how: "made", model: "slicesr", parameters: facts };
  const made = { ...exampleVolume(), id: "reconstructed", reconstructedFrom: "original" };
  const offer = {
    state: "made",
    volume: "original",
    factor: 4,
    spacingMm: [1.25, 0.7, 0.7],
    reason: null,
  };

  test("is known by its source, and says how it was made", () => {
    const volume = parse.parseVolume({ ...made, provenance });
    expect(volume.reconstructedFrom).toBe("original");
    expect(volume.provenance).toEqual(provenance);
  });

  test("has an uncertainty, which is no image", () => {
    const body = { ...exampleVolume(), kind: "uncertainty", uncertaintyOf: "reconstructed" };
    expect(parse.parseVolume(body)).toMatchObject({ uncertaintyOf: "reconstructed" });
  });

  test.each([
    ["volume.provenance.parameters: expected an object, got nothing", { how: "made" }],
    [
      'volume.provenance.parameters.mode: expected preserve | deblur, got "best"',
      { how: "made", parameters: { ...facts, mode: "best" } },
    ],
    [
      "volume.provenance.parameters.profileKnown: expected true or false, got nothing",
      { how: "made", parameters: { ...facts, profileKnown: undefined } },
    ],
  ])("that does not say how is refused: %s", (message, wrong) => {
    expect(() => parse.parseVolume({ ...made, provenance: wrong })).toThrow(message);
  });

  test("is offered, made, or not to be had, with a reason", () => {
    const reason = { code: "too_few_slices", message: "There are 5 slices; 8 are needed." };
    const none = { state: "unavailable", volume: null, factor: null, spacingMm: null, reason };
    for (const reconstruction of [offer, { ...offer, state: "offered" }, none])
      expect(parseScan({ ...exampleScan(), reconstruction }).reconstruction).toEqual(
        reconstruction,
      );
  });

  test.each([
    ["scan.reconstruction: expected an object, got nothing", undefined],
    [
      'scan.reconstruction.state: expected offered | made | unavailable, got "maybe"',
      { ...offer, state: "maybe" },
    ],
    ["scan.reconstruction.factor: expected a whole number of 1 or more", { ...offer, factor: 0 }],
    [
      "scan.reconstruction.spacingMm: expected a list of 3, got a list of 1",
      { ...offer, spacingMm: [1] },
    ],
    [
      "scan.reconstruction.reason.message: expected a text, got nothing",
      { ...offer, reason: { code: "odd" } },
    ],
  ])("offered wrongly is refused: %s", (message, reconstruction) => {
    expect(() => parseScan({ ...exampleScan(), reconstruction })).toThrow(message);
  });
});

describe("a page of scans", () => {
  test("names the scan in which something is wrong", () => {
    const page = {
      items: [exampleScan(), { ...exampleScan(), name: null }],
      nextCursor: null,
      total: 2,
      modalities: { CT: 2 },
      usedBytes: 1,
    };
    expect(() => parseScanPage(page)).toThrow("page.items[1].name: expected a text, got null");
  });
});

describe("an upload", () => {
  test("keeps what is missing and why it failed", () => {
    const upload = exampleUpload({
      state: "failed",
      missing: ["a.dcm"],
      error: { code: "damaged", detail: "The archive is cut." },
    });
    expect(parseUpload(upload)).toEqual(upload);
  });

  test("without an error has none, whether it is null or not there", () => {
    expect(parseUpload({ ...exampleUpload(), error: null })).toEqual(exampleUpload());
  });

  test("whose progress is over 1 is refused", () => {
    const upload = { ...exampleUpload(), progress: { stage: "reading", fraction: 1.2 } };
    expect(() => parseUpload(upload)).toThrow("upload.progress.fraction: expected 0 … 1, got 1.2");
  });
});

test("a session without a token is refused", () => {
  const user = { id: "u1", email: "a@b.example", name: "A", role: "user" };
  expect(() => parseSession({ user, accessToken: "", expiresIn: 900 })).toThrow(
    'session.accessToken: expected a name, got ""',
  );
});

test("a problem keeps its code, its fields and how long to wait", () => {
  const problem = {
    type: "about:blank",
    title: "Too many attempts",
    status: 429,
    code: "too_many_attempts",
    detail: "Wait.",
    errors: [{ field: "email", message: "Taken." }],
    retryAfterSeconds: 30,
  };
  expect(parseProblem(problem)).toEqual(problem);
});

/** By the first part of a fixture's name. What the page only sends, or does not use, has no parser. */
const parsers: Record<string, (body: unknown) => unknown> = {
  job: (body) => parse.parseJob(body),
  "job-page": parse.parseJobPage,
  "light-box-cut": parse.parseLightBoxCut,
  problem: parse.parseProblem,
  scan: (body) => parse.parseScan(body),
  "scan-event": parse.parseScanNews,
  "scan-page": parse.parseScanPage,
  session: parse.parseSession,
  upload: (body) => parse.parseUpload(body),
  "upload-page": parse.parseUploadPage,
  user: (body) => parse.parseUser(body),
  volume: (body) => parse.parseVolume(body),
};

describe("the contract's fixtures", () => {
  const fixtures = resolve(import.meta.dirname, "../../../contract/fixtures");
  const files = (kind: string) =>
    readdirSync(`${fixtures}/${kind}`).flatMap((name) => {
      const parser = parsers[name.split(".")[0] ?? ""];
      const body = JSON.parse(readFileSync(`${fixtures}/${kind}/${name}`, "utf8")) as unknown;
      return parser ? [{ name, body, parser }] : [];
    });

  test.each(files("ok"))("$name is taken", ({ body, parser }) => {
    expect(parser(body)).toEqual(body);
  });

  test.each(files("bad"))("$name is refused, and the place is named", ({ body, parser }) => {
    expect(() => parser(body)).toThrow(/^[a-z][\w.[\]]*: expected .+, got .+/);
  });
});
