import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { LeftOutList } from "./LeftOutList";

const many = Array.from({ length: 30 }, (_, index) => ({
  path: `a/${index}.txt`,
  reason: "No picture.",
}));
const one = { path: "a/DICOMDIR", reason: "A table of contents." };

test("many files of one reason are told as one", () => {
  render(<LeftOutList leftOut={[one, ...many]} />);
  expect(screen.getAllByRole("listitem")).toHaveLength(2);
  expect(screen.getByText("30 files")).toBeVisible();
  expect(screen.getByText("DICOMDIR")).toBeVisible();
});

test("the whole list names every file", () => {
  render(<LeftOutList leftOut={[one, ...many]} whole />);
  expect(screen.getAllByRole("listitem")).toHaveLength(31);
});
