import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../harness/client";
import { decodePng } from "../harness/pictures";
import { mustBeSameInWorld } from "../harness/same_in_world";
import { type Scan } from "../harness/types";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { readLevel } from "../harness/zarr";
import { dicomSeries, newUid } from "../phantom/dicom";
import { readNifti1 } from "../phantom/nifti";
import { acquire, acquisitions, blocks, tissue } from "../phantom/phantom";
import { dicomSegmentation, type Segment } from "../phantom/segmentation";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const near = (value: number, wanted: number) => Math.abs(value - wanted) < 50;
const body: Segment = {
  number: 3,
  label: "Body",
  cielab: [0xffff, 0x8080, 0x8080],
  holds: (value) => near(value, tissue),
};
const right: Segment = { number: 7, label: "Right block", holds: (v) => near(v, blocks.R.value) };
const whole: Segment = { number: 9, label: "Everything", holds: (value) => value > -500 };

describe("a segmentation uploaded with its scan", () => {
  const image = acquire(acquisitions.oblique);
  const truth = {
    ...image,
    voxels: image.voxels.map((value) => (body.holds(value) ? 3 : right.holds(value) ? 7 : 0)),
  };
  let scan: Scan;
  beforeAll(async () => {
    const seriesUid = newUid();
    scan = await uploadScan(someone, [
      ...dicomSeries(image, { seriesUid }),
      dicomSegmentation(image, seriesUid, [right, body]),
    ]);
  });

  const labelled = () => {
    const [, volume] = scan.volumes;
    if (!volume) throw new Error("no label volume");
    return volume;
  };

  test("is a label volume on the scan's own voxels, with names and colours", () => {
    const [original] = scan.volumes;
    const volume = labelled();
    expect(original).toMatchObject({ id: "original", kind: "image" });
    expect(volume).toMatchObject({ kind: "labels", name: "Blocks", labelsOf: "original" });
    expect(volume.ijkToLps).toEqual(original?.ijkToLps);
    expect(volume.shape).toEqual(original?.shape);
    expect(volume.labels?.map(({ value, name }) => [value, name])).toEqual([
      [3, "Body"],
      [7, "Right block"],
    ]);
    expect(volume.labels?.[0]?.color).toBe("#ffffff");
    expect(scan.source.fileCount).toBe(image.slices + 1);
  });

  test("has each label where it belongs in the body", async () => {
    const volume = labelled();
    const level = await readLevel(someone, volume, "0");
    mustBeSameInWorld(truth, { ...volume, value: (k, j, i) => level.at(k, j, i) });
  });

  test("is drawn in its colours and goes out as NIfTI", async () => {
    const { id } = labelled();
    const base = `/api/v1/scans/${scan.id}`;
    const picture = decodePng(
      (await someone.request(`${base}/volumes/${id}/slice.png?plane=axial`)).bytes,
    );
    const colors = new Set<string>();
    for (let y = 0; y < picture.height; y++)
      for (let x = 0; x < picture.width; x++) colors.add(picture.color(x, y).join());
    expect(colors).toContain("255,255,255");
    expect(colors.size).toBeLessThanOrEqual(3);
    const file = await someone.request(`${base}/export?format=nifti&volume=${id}`);
    expect(file.status).toBe(200);
    const { shape, ijkToLps, valueAt } = readNifti1(file.bytes);
    const [width, height, depth] = shape;
    mustBeSameInWorld(truth, {
      shape: [depth, height, width],
      ijkToLps,
      value: (k, j, i) => valueAt(i, j, k),
    });
  });
});

test("segments that overlap are kept in as many label volumes as they need", async () => {
  const image = acquire(acquisitions.axial);
  const seriesUid = newUid();
  const scan = await uploadScan(someone, [
    ...dicomSeries(image, { seriesUid }),
    dicomSegmentation(image, seriesUid, [right, whole]),
  ]);
  expect(scan.volumes.map(({ id, labels }) => [id, labels?.map(({ name }) => name)])).toEqual([
    ["original", undefined],
    ["labels-1", ["Right block"]],
    ["labels-2", ["Everything"]],
  ]);
  expect(scan.warnings.map(({ code }) => code)).toContain("overlapping_labels");
});

test("a segmentation without its scan is a scan of labels", async () => {
  const image = acquire(acquisitions.coronal);
  const scan = await uploadScan(someone, [dicomSegmentation(image, newUid(), [body, right])]);
  expect(scan.modality).toBe("SEG");
  expect(scan.volumes).toMatchObject([{ kind: "labels", labelsOf: null }]);
  const thumbnail = await someone.request(`/api/v1/scans/${scan.id}/thumbnail.png`);
  expect(thumbnail.status).toBe(200);
});
