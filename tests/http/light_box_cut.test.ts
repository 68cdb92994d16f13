import { beforeAll, expect, test } from "vitest";
import { Client } from "../harness/client";
import { mustBe } from "../harness/contract";
import { uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomSeries } from "../phantom/dicom";
import { sheetPng, type Sheet } from "../phantom/light_box";
import { acquire, acquisitions } from "../phantom/phantom";

const running = withServer();
let someone: Client;
beforeAll(async () => {
  someone = await Client.register(running.server.url);
});

const ask = (scanId: string, query: string, who = someone) =>
  who.request(`/api/v1/scans/${scanId}/light-box?${query}`);

async function cutOf(sheet: Sheet, query: string): Promise<unknown> {
  const scan = await uploadScan(someone, [sheetPng(sheet)]);
  const answer = await ask(scan.id, query);
  expect(answer.status).toBe(200);
  const cut: unknown = await answer.json();
  mustBe("LightBoxCut", cut);
  return cut;
}

test("margins and gutters are found, and blank tiles named", async () => {
  const sheet = { rows: 3, columns: 4, tile: [64, 72], gutter: 6, gutterGray: 255 } as const;
  const cut = await cutOf({ ...sheet, tile: [64, 72], margin: 5, blank: 2 }, "rows=3&columns=4");
  expect(cut).toEqual({
    rows: 3,
    columns: 4,
    down: { first: 5, size: 64, gutter: 6 },
    across: { first: 5, size: 72, gutter: 6 },
    blank: [...Array<boolean>(10).fill(false), true, true],
  });
});

test("without gutters the picture is divided evenly, and a rest at the lower edge left over", async () => {
  const cut = await cutOf({ rows: 4, columns: 5, tile: [64, 64] }, "rows=3&columns=5");
  expect(cut).toMatchObject({
    down: { first: 0, size: 85, gutter: 0 },
    across: { first: 0, size: 64, gutter: 0 },
  });
});

test("what is no sheet is refused by name", async () => {
  const picture = await uploadScan(someone, [sheetPng({ rows: 2, columns: 2, tile: [40, 30] })]);
  for (const query of [
    "",
    "rows=2",
    "rows=0&columns=2",
    "rows=2&columns=1.5",
    "rows=2&columns=101",
  ])
    expect(await (await ask(picture.id, query)).json()).toMatchObject({
      status: 422,
      code: "validation_failed",
    });
  const tooMany = await (await ask(picture.id, "rows=2&columns=61")).json();
  expect(tooMany).toMatchObject({ status: 422, code: "unsuitable_light_box" });
  const stack = await uploadScan(someone, dicomSeries(acquire(acquisitions.axial)));
  const notOne = await (await ask(stack.id, "rows=2&columns=2")).json();
  expect(notOne).toMatchObject({ status: 422, code: "not_one_picture" });
});

test("another account's picture is not there", async () => {
  const scan = await uploadScan(someone, [sheetPng({ rows: 2, columns: 2, tile: [40, 30] })]);
  const other = await Client.register(running.server.url);
  expect((await ask(scan.id, "rows=2&columns=2", other)).status).toBe(404);
});
