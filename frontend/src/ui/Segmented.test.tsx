import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Segmented } from "./Segmented";

test("choosing tells, and the chosen one is pressed", async () => {
  const onChange = vi.fn();
  render(
    <Segmented
      label="Kind of scan"
      options={[
        { value: "CT", label: "CT", count: 21 },
        { value: "MR", label: "MR", count: 19 },
      ]}
      value="CT"
      onChange={onChange}
    />,
  );
  expect(screen.getByRole("button", { name: /CT/ })).toHaveAttribute("aria-pressed", "true");
  await userEvent.click(screen.getByRole("button", { name: /MR/ }));
  expect(onChange).toHaveBeenCalledWith("MR");
});
