import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { labelsOf, scanOf, volumeOf } from "../testScan";
import { SegmentsSection } from "./SegmentsSection";

test("segments are listed by name and colour, with a download", () => {
  render(<SegmentsSection scan={scanOf(volumeOf(), { volumes: [volumeOf(), labelsOf()] })} />);
  expect(screen.getByRole("heading", { name: "Segments" })).toBeVisible();
  expect(screen.getByText("Liver")).toBeVisible();
  expect(screen.getByText(/2 segments/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Download Organs as NIfTI" })).toBeEnabled();
});

test("a scan without segments says nothing of them", () => {
  const { container } = render(<SegmentsSection scan={scanOf(volumeOf())} />);
  expect(container).toBeEmptyDOMElement();
});
